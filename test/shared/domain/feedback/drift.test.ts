import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../../../../shared/contracts/capture.ts';
import { compareWithReference, describeDrift } from '../../../../shared/domain/feedback/drift.ts';
import { nearestImages } from '../../../../shared/domain/feedback/nearest-image.ts';
import { chanceOfLarger, differenceOfShares, normalQuantile } from '../../../../shared/domain/feedback/two-samples.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

const LABELS = ['owl', 'duck', 'crane'];

interface World {
  /** How often a class is on an image. */
  shares: number[];
  /** What confidences are drawn from: the larger, the surer. */
  sure: number;
  /** Where images lie on a circle, turns. */
  place: number;
}
const USUAL: World = { shares: [0.6, 0.3, 0.05], sure: 4, place: 0 };

/** An embedding near a place on a circle in eight dimensions. */
function embeddingAt(place: number, random: () => number): string {
  const turn = 2 * Math.PI * (place + 0.15 * random());
  const values = Int8Array.from({ length: 8 }, (_, index) =>
    index === 0 ? 90 * Math.cos(turn) : index === 1 ? 90 * Math.sin(turn) : 12 * (random() - 0.5),
  );
  return Buffer.from(values.buffer).toString('base64');
}

function images(count: number, world: World, random: () => number) {
  return Array.from({ length: count }, () => {
    const found = world.shares.flatMap(
      (share, id): Array<[number, number]> => (random() < share ? [[id, random() ** (1 / world.sure)]] : []),
    );
    return { found, embedding: embeddingAt(world.place, random) };
  });
}

/** What the collector makes of them. */
function observe(all: ReturnType<typeof images>, reference: { images: ReturnType<typeof images> }): Observation[] {
  const nearest = nearestImages(reference);
  return all.map(({ found, embedding }) => ({ sha256: '', found, distance: nearest.distanceOf(embedding)! }));
}

const left = (world: World, seed: number, count = 300, validation = 100) => {
  const random = seededRandom(seed);
  const reference = { images: images(validation, USUAL, random) };
  const measures = compareWithReference(observe(images(count, world, random), reference), reference, LABELS)!;
  return measures.filter((measure) => measure.left).map(({ kind, label }) => label ?? kind);
};

describe('drift', () => {
  it('is told by name when a class comes, goes, or the model is less sure', () => {
    expect(left({ ...USUAL, shares: [0.6, 0.3, 0.5] }, 1)).toEqual(['crane']);
    expect(left({ ...USUAL, shares: [0.1, 0.3, 0.05] }, 2)).toEqual(['owl']);
    expect(left({ ...USUAL, sure: 0.7 }, 3)).toContain('confidence');
    expect(left({ ...USUAL, place: 0.3 }, 4)).toEqual(['distance']);
  });

  it('is seen in at most 2 % of 100 looks where there is none', () => {
    const alarms = Array.from({ length: 100 }, (_, seed) =>
      left(USUAL, 1000 + seed, 60 + (seed % 300), 40 + (seed % 90)),
    );
    expect(alarms.filter((names) => names.length > 0).length).toBeLessThanOrEqual(2);
  });

  it('says nothing of fewer than twenty images, and nothing of embeddings where there are none', () => {
    const random = seededRandom(5);
    const reference = { images: images(100, USUAL, random) };
    expect(compareWithReference(observe(images(19, USUAL, random), reference), reference, LABELS)).toBeUndefined();
    const plain = images(60, USUAL, random).map(({ found }) => ({ sha256: '', found }));
    const measures = compareWithReference(plain, reference, LABELS)!;
    expect(measures.map(({ kind }) => kind)).toEqual(['class', 'class', 'class', 'confidence']);
  });

  it('reads as a sentence each, with the interval, what left first', () => {
    const random = seededRandom(6);
    const reference = { images: images(100, USUAL, random) };
    const production = observe(images(300, { ...USUAL, shares: [0.6, 0.3, 0.5], place: 0.3 }, random), reference);
    const lines = describeDrift(compareWithReference(production, reference, LABELS)!);
    expect(lines[0]).toMatch(
      /^crane is on 4\d % of the images, on \d % of validation \(\+\d+ points, \+\d+ to \+\d+\)$/,
    );
    expect(lines[1]).toMatch(/^images are farther from validation than it is from itself in 9\d % of comparisons/);
  });
});

describe('an interval', () => {
  it('of a difference of shares is Newcombe’s', () => {
    // Newcombe 1998, table II, method 10: 56/70 - 48/80 and 10/10 - 0/10.
    const level = 0.05;
    const first = differenceOfShares({ images: 70, with: 56 }, { images: 80, with: 48 }, level);
    expect([first.low, first.high].map((bound) => bound.toFixed(4))).toEqual(['0.0524', '0.3339']);
    const second = differenceOfShares({ images: 10, with: 10 }, { images: 10, with: 0 }, level);
    expect([second.low, second.high].map((bound) => bound.toFixed(4))).toEqual(['0.6075', '1.0000']);
    expect(normalQuantile(0.025)).toBeCloseTo(1.959964, 5);
  });

  it('of the chance to be larger holds the truth about as often as it says', () => {
    const random = seededRandom(7);
    const holds = Array.from({ length: 300 }, () => {
      const draw = (shift: number, count: number) => Array.from({ length: count }, () => shift + random());
      // P(u + .2 > v) of uniform u, v is 1 - .8 ** 2 / 2.
      const { low, high } = chanceOfLarger(draw(0.2, 40), draw(0, 60), 0.05);
      return low <= 0.68 && 0.68 <= high;
    });
    expect(holds.filter(Boolean).length).toBeGreaterThanOrEqual(276);
    expect(chanceOfLarger([2, 2], [2, 2], 0.05).value).toBe(0.5);
  });
});
