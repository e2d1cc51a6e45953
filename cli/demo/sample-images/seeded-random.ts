/** Repeatable random numbers: the same seed text gives the same numbers on every machine. Not for secrets. */
export interface SeededRandom {
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
  /** A new order, the list itself untouched (Fisher-Yates). */
  shuffled<Item>(items: readonly Item[]): Item[];
}

/** Lowest and highest value. */
export type Range = readonly [low: number, high: number];

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return state >>> 0;
}

/** sfc32 (PractRand's small fast counter), seeded by four hashes of the text. */
export function seededRandom(seed: string): SeededRandom {
  let [a, b, c, counter] = [hash(`${seed}#a`), hash(`${seed}#b`), hash(`${seed}#c`), 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 15; round++) next();
  const between = ([low, high]: Range) => low + (high - low) * next();
  return {
    next,
    between,
    betweenLog: ([low, high]) => Math.exp(between([Math.log(low), Math.log(high)])),
    integer: ([low, high]) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    shuffled: (items) => {
      const order = [...items];
      for (let last = order.length - 1; last > 0; last--) {
        const other = Math.floor(next() * (last + 1));
        [order[last], order[other]] = [order[other]!, order[last]!];
      }
      return order;
    },
  };
}
