import { expect, it } from '@jest/globals';
import { classSets, oneClass } from '../../../../shared/domain/models/class-models.ts';

const reading = { labels: ['cat', 'dog', 'owl'] } as never;
const chosen = async (kind: typeof oneClass, label: unknown, answer: string) => {
  const { answer: read } = await kind.judge({ labels: label }, answer, 'the answer', reading);
  return read.map(({ class_id, chosen: isChosen }) => `${class_id}${isChosen ? '!' : ''}`);
};

it("reads the probabilities of SageMaker's built-in image classification, bare or named", async () => {
  expect(await chosen(oneClass, 1, '[0.2, 0.7, 0.1]')).toEqual(['1!', '0', '2']);
  expect(await chosen(oneClass, 1, '{"prediction": [0.2, 0.3, 0.1]}')).toEqual(['1!', '0', '2']);
  expect(await chosen(classSets, [0, 2], '[0.9, 0.1, 0.6]')).toEqual(['0!', '2!', '1']);
  expect(await chosen(classSets, [], '{"prediction": [0.4, 0.3, 0.1]}')).toEqual(['0', '1', '2']);
});

it('tells an answer about other classes than the project has', async () => {
  await expect(chosen(oneClass, 0, '[0.2, 0.8]')).rejects.toThrow('has 2 probabilities; the project has 3 classes');
  await expect(chosen(oneClass, 0, '{"boxes": []}')).rejects.toMatchObject({ name: 'ModelAnswerError' });
});

it('holds an endpoint to the classes that the transform said', () => {
  expect(oneClass.agrees('[0.2, 0.7, 0.1]', '[0.1, 0.6, 0.3]', 'the endpoint', reading)).toBe(true);
  expect(classSets.agrees('[0.9, 0.1, 0.6]', '[0.9, 0.1, 0.4]', 'the endpoint', reading)).toBe(false);
});
