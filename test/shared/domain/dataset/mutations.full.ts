import { expect, it } from '@jest/globals';
import { MUTATED_SAMPLES, silentLosses } from './mutations.ts';

it.each(MUTATED_SAMPLES)(
  '%s: none of 20,000 slips in a file loses an object in silence',
  async (sample) => {
    expect(await silentLosses(sample, 20_000)).toEqual([]);
  },
  240_000,
);
