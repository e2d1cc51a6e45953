import type { SureLabel } from './kinds/machine-kind.ts';

/** An image that nobody has labeled, and what the machine says of it; undefined where it could not read the image. */
export interface UnlabeledImage {
  id: string;
  said: SureLabel | undefined;
}

/** One in so many goes to people by chance alone, so that what the choice brings can be measured. */
const RANDOM_ARM = 4;
/** Images of one predicted mix of classes are chosen at most so many times as often as its even share. */
const MOST_OF_ONE_MIX = 1.5;

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const pool = [...items];
  for (let last = pool.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [pool[last], pool[other]] = [pool[other]!, pool[last]!];
  }
  return pool;
}

/**
 * Chooses the images that people label next: a quarter by chance, the others by the errors that a label of the machine
 * would have, at most so many of one predicted mix of classes that rare ones come in, and of near-copies one.
 * @param count how many
 * @param random uniform numbers in [0, 1)
 * @param copiesOf ids of the other images that show the same picture
 * @returns ids, those of the random arm apart
 */
export function choosePeoplesImages(
  images: readonly UnlabeledImage[],
  count: number,
  random: () => number,
  copiesOf: (id: string) => readonly string[] = () => [],
): { chosen: string[]; byChance: string[] } {
  const pool = shuffled(images, random);
  const byChance = pool.splice(0, Math.ceil(count / RANDOM_ARM)).map(({ id }) => id);
  const rated = pool.map(({ id, said }) => ({
    ...{ id, uncertainty: said ? 1 - said.score : 1, mix: said?.classes.join() ?? '' },
  }));
  rated.sort((a, b) => b.uncertainty - a.uncertainty);
  const wanted = Math.max(0, count - byChance.length);
  const mixes = new Set(rated.map(({ mix }) => mix)).size;
  const mostOfOneMix = Math.ceil((MOST_OF_ONE_MIX * wanted) / Math.max(1, mixes));
  const taken = new Map<string, number>();
  const copies = new Set(byChance.flatMap(copiesOf));
  const chosen: string[] = [];
  const left: string[] = [];
  for (const { id, mix } of rated) {
    const already = taken.get(mix) ?? 0;
    if (chosen.length < wanted && already < mostOfOneMix && !copies.has(id)) {
      taken.set(mix, already + 1);
      chosen.push(id);
      for (const copy of copiesOf(id)) copies.add(copy);
    } else left.push(id);
  }
  return { chosen: [...chosen, ...left.slice(0, Math.max(0, wanted - chosen.length))], byChance };
}

/** A random sample without repetition. */
export const sample = <Item>(items: readonly Item[], count: number, random: () => number): Item[] =>
  shuffled(items, random).slice(0, count);
