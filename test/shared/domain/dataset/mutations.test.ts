import { expect, it } from '@jest/globals';
import { MUTATED_FORMATS, OBJECTS, objectsOfSample, silentLosses } from './mutations.ts';

it.each(MUTATED_FORMATS)('%s: no slip in a file loses an object in silence', async (format) => {
  expect(await objectsOfSample(format)).toBe(OBJECTS);
  expect(await silentLosses(format, 100)).toEqual([]);
});
