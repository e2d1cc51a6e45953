import { seededRandom } from '../../shared/domain/seeded-random.ts';

/** Lowest and highest value. */
export type Range = readonly [low: number, high: number];

/** Repeatable choices: the same seed text gives the same ones on every machine. */
export interface RandomChoices {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(range: Range): number;
  /** Log-uniform: each doubling is equally likely. */
  betweenLog(range: Range): number;
  /** An integer, both ends included. */
  integer(range: Range): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return state;
}

export function randomChoices(seed: string): RandomChoices {
  const next = seededRandom(hash(seed));
  const between = ([low, high]: Range) => low + (high - low) * next();
  return {
    next,
    between,
    betweenLog: ([low, high]) => Math.exp(between([Math.log(low), Math.log(high)])),
    integer: ([low, high]) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
  };
}
