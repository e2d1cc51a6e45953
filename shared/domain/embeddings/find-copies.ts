import type { Embedding } from '../../contracts/embedding.ts';
import { lookAlikes as looksInGroups } from '../dataset/reports/near-duplicates.ts';
import { cosine, type Direction, directionsOf, lookOf, SAME_PICTURE } from './look-alikes.ts';

/** Numbers of a direction that one bit of its code is made of. */
const NUMBERS = 16;
const TABLES = 32;
/** Images with one code that each of them is held against at most. */
const MOST_NEIGHBOURS = 200;

/**
 * The images of which there is another one with the same picture, of however many. Looks are all compared; directions
 * where codes of them agree: each bit of a code says on which side of a random plane the direction is, so a pair as
 * like as 0.9 is missed in one of 50 cases, one as like as 0.84, the least that counts, in one of seven.
 * @param random 0 up to 1
 * @see M. Charikar, "Similarity estimation techniques from rounding algorithms" (2002)
 */
export function findCopies(embeddings: ReadonlyMap<string, Embedding>, random: () => number): Set<string> {
  const ids = [...embeddings.keys()];
  const groups = looksInGroups([...embeddings.values()].map(lookOf));
  const found = new Set(ids.flatMap((id, at) => (groups[at] === at ? [] : [id, ids[groups[at]!]!])));
  const directions = [...directionsOf(embeddings).values()];
  // About one image for each code: neighbours share one by chance or because they are alike.
  const bits = Math.max(4, Math.floor(Math.log2(Math.max(2, ids.length))) - 2);
  for (let table = 0; table < TABLES; table++) {
    const byCode = Map.groupBy(directions.keys(), codeBy(directions, bits, random));
    for (const places of byCode.values())
      for (const [at, one] of places.entries())
        for (const other of places.slice(at + 1, at + 1 + MOST_NEIGHBOURS)) {
          if (found.has(ids[one]!) && found.has(ids[other]!)) continue;
          if (cosine(directions[one]!, directions[other]!) >= SAME_PICTURE) found.add(ids[one]!).add(ids[other]!);
        }
  }
  return found;
}

/** Random planes, and on which sides of them a direction is: one bit each. */
function codeBy(directions: readonly Direction[], bits: number, random: () => number) {
  const length = directions[0]?.length ?? 1;
  const planes = Array.from({ length: bits * NUMBERS }, () => ({
    at: Math.floor(random() * length),
    sign: random() < 0.5 ? -1 : 1,
  }));
  return (place: number): number => {
    const direction = directions[place]!;
    let code = 0;
    for (let bit = 0; bit < bits; bit++) {
      let sum = 0;
      for (let number = bit * NUMBERS; number < (bit + 1) * NUMBERS; number++)
        sum += planes[number]!.sign * direction[planes[number]!.at]!;
      code = 2 * code + (sum > 0 ? 1 : 0);
    }
    return code;
  };
}
