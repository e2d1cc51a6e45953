import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ALGORITHMS } from '../../algorithms/algorithms.ts';

it('lists every folder that says what it is; but for two that AWS alone runs, each has the programs of the container contract', () => {
  const folders = readdirSync('algorithms').filter((name) => existsSync(`algorithms/${name}/algorithm.ts`));
  expect(Object.keys(ALGORITHMS).sort()).toEqual(folders.sort());
  const missing = folders.filter(
    (name) => !['train.ts', 'serve.ts'].every((at) => existsSync(`algorithms/${name}/${at}`)),
  );
  expect(missing).toEqual(['image-classification', 'semantic-segmentation']);
});

it.each(Object.entries(ALGORITHMS))('%s says of the dataset what it keeps people from setting', (_, algorithm) => {
  const given = algorithm.describeData({
    folder: 'b1-aa',
    labels: ['owl', 'duck'],
    train: 7,
    validation: 2,
    taskType: 'bounding-box',
  });
  expect(Object.keys(given).sort()).toEqual([...algorithm.ofTheData].sort());
  const refused = Object.entries(given).filter(
    ([name, text]) => algorithm.hyperparameters !== 'any' && algorithm.hyperparameters[name]!.read(text) === undefined,
  );
  expect(refused).toEqual([]);
});
