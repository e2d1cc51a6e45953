import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type SplitItem, stratifiedSplit } from '../../../../cli/dataset/reports/stratified-split.ts';
import {
  LOOK_DISTANCE,
  type LookHash,
  lookAlikes,
  lookDistance,
} from '../../../../shared/domain/dataset/reports/near-duplicates.ts';
import { hash53 } from '../../../../shared/domain/dataset/seen-names.ts';

const SHARES = { train: 0.7, validation: 0.2, test: 0.1 };
const items = (count: number, label: (at: number) => string[], group = (at: number) => String(at)): SplitItem[] =>
  Array.from({ length: count }, (_, at) => ({ image: `${at}.jpg`, labels: label(at), group: group(at) }));
const count = <Value>(values: readonly Value[], wanted: Value) => values.filter((value) => value === wanted).length;

describe('a split', () => {
  it('gives every class its share of every side, the rarest one and empty images too', () => {
    const all = items(1000, (at) => [...(at % 2 ? ['common'] : []), ...(at % 50 === 0 ? ['rare'] : [])]);
    const { sides } = stratifiedSplit(all, SHARES, hash53);
    const share = (wanted: (item: SplitItem) => boolean) => {
      const of = sides.filter((_, at) => wanted(all[at]!));
      return (['train', 'validation', 'test'] as const).map((side) => count(of, side));
    };
    expect(share(({ labels }) => labels.includes('rare'))).toEqual([14, 4, 2]);
    expect(share(({ labels }) => labels.includes('common'))).toEqual([350, 100, 50]);
    expect(share(({ labels }) => labels.length === 0)).toEqual([336, 96, 48]);
  });

  it('is the same whatever the order of the images, never parts a group, and leaves earlier images where they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 15 }), fc.constantFrom('a', 'b', 'c')), {
          minLength: 3,
          maxLength: 60,
        }),
        fc.integer(),
        (pairs, seed) => {
          const order = (key: string) => hash53(`${seed} ${key}`);
          const all = pairs.map(([group, label], at) => ({ image: `${at}`, labels: [label], group: `g${group}` }));
          const { sides } = stratifiedSplit(all, SHARES, order);
          const backwards = stratifiedSplit([...all].reverse(), SHARES, order).sides.reverse();
          expect(backwards).toEqual(sides);
          for (const group of new Set(all.map((item) => item.group)))
            expect(new Set(sides.filter((_, at) => all[at]!.group === group)).size).toBe(1);
          const grown = [
            ...all.map((item, at) => ({ ...item, frozen: sides[at]! })),
            { image: 'new', labels: ['c'], group: 'g0' },
            { image: 'lone', labels: ['a'], group: 'x' },
          ];
          const again = stratifiedSplit(grown, SHARES, order);
          expect(again.sides.slice(0, all.length)).toEqual(sides);
          expect(again.torn).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never lets an image that looks like a validation image into training', () => {
    const all: SplitItem[] = [
      { image: 'a', labels: ['x'], group: 'scene', frozen: 'validation' },
      { image: 'b', labels: ['x'], group: 'scene', frozen: 'train' },
      { image: 'c', labels: ['x'], group: 'scene' },
    ];
    expect(stratifiedSplit(all, SHARES, hash53)).toEqual({
      sides: ['validation', 'train', 'validation'],
      torn: ['scene'],
    });
  });
});

describe('look-alikes', () => {
  it('are found by eight shared bits as surely as by comparing all with all', () => {
    const bits = fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff));
    const near = fc
      .tuple(bits, fc.uniqueArray(fc.nat(63), { maxLength: 9 }))
      .map(([[high, low], flips]): LookHash[] => {
        const other: [number, number] = [high, low];
        for (const flip of flips) other[flip >> 5] = (other[flip >> 5]! ^ (1 << (flip & 31))) >>> 0;
        return [[high, low], other];
      });
    fc.assert(
      fc.property(fc.array(near, { maxLength: 6 }), (pairs) => {
        const hashes = pairs.flat();
        const groups = lookAlikes(hashes);
        for (const [a, left] of hashes.entries())
          for (const [b, right] of hashes.entries())
            if (lookDistance(left, right) <= LOOK_DISTANCE) expect(groups[a]).toBe(groups[b]);
      }),
    );
    expect(lookAlikes([[0, 0], undefined, [0, 0xffffffff], [0, 1]])).toEqual([0, 1, 2, 0]);
  });
});
