import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import { KNOWN_CLASSES, knownClasses } from '../../../algorithms/backbone/known-classes.ts';

it('are what the package says that its network was taught', () => {
  const file = '@mediapipe/objectron/objectron_solution_packed_assets.data';
  const names = readFileSync(createRequire(import.meta.url).resolve(file))
    .subarray(0, 184)
    .toString();
  expect(names.trim().split('\n')).toEqual([...KNOWN_CLASSES]);
});

it('are found whatever the case, the joints and the number of a label', () => {
  const labels = ['Computer_Mouse', 'DOGS', 'pedestrian', 'high-heels', 'raccoon', '???', 'person'];
  expect([...knownClasses(labels)]).toEqual([
    [9, 'Computer_Mouse'],
    [20, 'DOGS'],
    [4, 'pedestrian'],
    [17, 'high-heels'],
  ]);
});
