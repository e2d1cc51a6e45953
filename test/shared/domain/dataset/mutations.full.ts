import { expect, it } from '@jest/globals';
import { MUTATED_FORMATS, silentLosses } from './mutations.ts';

it.each(MUTATED_FORMATS)(
  '%s: none of 2,000 slips in a file loses an object in silence',
  async (format) => {
    expect(await silentLosses(format, 2000)).toEqual([]);
  },
  240_000,
);
