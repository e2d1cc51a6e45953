import { expect, it } from '@jest/globals';
import { OBJECTS } from './mutation-samples.ts';
import { MUTATED_SAMPLES, objectsOfSample, silentLosses, unmutatedFormats } from './mutations.ts';

it.each(MUTATED_SAMPLES)('%s: no slip in a file loses an object in silence', async (sample) => {
  expect(await objectsOfSample(sample)).toBe(OBJECTS);
  expect(await silentLosses(sample, 200)).toEqual([]);
});

it('every format that is read has a sample', () => {
  expect(unmutatedFormats()).toEqual([]);
});
