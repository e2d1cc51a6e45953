import { seededRandom } from '../../shared/domain/seeded-random.ts';

/** Uniform in [0, 1). */
export type Random = () => number;

/** A stream of its own for each tuple of integers, e.g. (seed, epoch, image): nothing to save in a checkpoint. */
export function randomFor(...key: number[]): Random {
  const first = (seed: number) => Math.floor(seededRandom(seed)() * 2 ** 32);
  return seededRandom(key.reduce((mixed, part) => first(mixed ^ Math.imul(part + 1, 0x9e3779b1)), 0));
}

/** Standard normal (Box-Muller). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** 0 … count - 1 in random order (Fisher-Yates). */
export function permutation(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const pick = Math.floor(random() * (last + 1));
    [order[last], order[pick]] = [order[pick]!, order[last]!];
  }
  return order;
}
