import { expect, it } from '@jest/globals';
import { parseDetections } from '../../../../shared/domain/models/detections.ts';
import { builtInImage } from '../../../../shared/domain/training/built-in-images.ts';

const SIZE = { width: 200, height: 100 };
const box = { class_id: 1, left: 20, top: 10, width: 100, height: 40 };
const found = [{ ...box, confidence: 0.75 }];
const read = (answer: unknown) => parseDetections(JSON.stringify(answer), SIZE, 'the answer');

it.each([
  ['our detector', { image_size: [SIZE], annotations: found, 'class-map': { 1: 'duck' } }, found],
  ['the built-in algorithm, normalised rows', { prediction: [[1, 0.75, 0.1, 0.1, 0.6, 0.5]] }, found],
  ['the built-in algorithm, annotations in pixels', { annotations: [{ ...box, score: 0.75 }] }, found],
  ['an algorithm that answers as COCO', [{ category_id: 2, bbox: [20, 10, 100, 40], score: 0.75 }], found],
  ['an algorithm that found nothing, as COCO', [], []],
  ['an image without objects', { image_size: [SIZE], annotations: [] }, []],
  ['an image that could not be read', { image_size: [], annotations: [], error: 'truncated' }, []],
])('reads what %s answers', (_, answer, expected) => {
  const close = expected.map((one) =>
    Object.fromEntries(Object.entries(one).map(([name, value]) => [name, expect.closeTo(value, 6)])),
  );
  expect(read(answer)).toEqual(close);
});

it('names an answer that it cannot read', () => {
  expect(() => read({ boxes: [] })).toThrow('the answer is not valid');
  expect(() => parseDetections('<html>', SIZE, 'the answer')).toThrow('the answer is not JSON');
});

it.each([
  [
    { image_size: [SIZE], annotations: [{ ...box, class_id: 3, confidence: 0.9 }] },
    'names the class 3; the project has 2',
  ],
  [[{ category_id: 0, bbox: [1, 1, 1, 1], score: 0.9 }], 'names the class -1; the project has 2'],
])('refuses classes that the project does not have', (answer, message) => {
  const text = JSON.stringify(answer);
  expect(() => parseDetections(text, SIZE, 'the answer', 2)).toThrow(
    expect.objectContaining({ name: 'ModelAnswerError', message: expect.stringContaining(message) }),
  );
  expect(parseDetections(text, SIZE, 'the answer')).toHaveLength(1);
});

it('knows the registries of the built-in algorithm, and what to do where there is none', () => {
  expect(builtInImage('object-detection', 'cn-north-1')).toBe(
    '390948362332.dkr.ecr.cn-north-1.amazonaws.com.cn/object-detection:1',
  );
  expect(() => builtInImage('object-detection', 'mars-east-1')).toThrow('choose another training.algorithm');
});
