import type { SureLabel } from './kinds/machine-kind.ts';

/** An image that nobody has labeled, and what the machine says of it; undefined where it could not read the image. */
export interface UnlabeledImage {
  id: string;
  said: SureLabel | undefined;
}

/** How the images look beside each other. */
export interface Looks {
  /** The other images that show the same picture. */
  copiesOf(id: string): ReadonlyArray<{ id: string }>;
  /** 0 (alike) .. 2; 1 where nothing is known of one of the two. */
  distance(one: string, other: string): number;
}

export interface NextImages {
  /** By expected errors. */
  chosen: string[];
  /** The random arm. */
  byChance: string[];
  /** Images that were as doubtful as the chosen ones, but too much like others. */
  passedOver: string[];
}

/** One in so many goes to people by chance alone, so that what the choice brings can be measured. */
const RANDOM_ARM = 4;
/** Images of one predicted mix of classes are chosen at most so many times as often as its even share. */
const MOST_OF_ONE_MIX = 1.5;
/** Doubt offers so many times as many images as are wanted, and distance chooses among them. */
const OFFERED = 2;

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const pool = [...items];
  for (let last = pool.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [pool[last], pool[other]] = [pool[other]!, pool[last]!];
  }
  return pool;
}

/**
 * Chooses the images that people label next: a quarter by chance, the others by what their labels may teach. Of the
 * images on which a label of the machine would be most in doubt, twice as many as are wanted, those come first whose
 * doubt times their distance to the nearest image that people have or get is greatest; of one predicted mix of classes
 * so few that rare ones come in, and of near-copies one.
 * @param count how many
 * @param random uniform numbers in [0, 1)
 * @param looks undefined: nothing is known of them, and doubt alone chooses
 * @param labeled ids of the images that people have labeled
 */
export function choosePeoplesImages(
  images: readonly UnlabeledImage[],
  count: number,
  random: () => number,
  looks?: Looks,
  labeled: readonly string[] = [],
): NextImages {
  const pool = shuffled(images, random);
  const byChance = pool.splice(0, Math.ceil(count / RANDOM_ARM)).map(({ id }) => id);
  const rated = pool.map(({ id, said }) => ({
    ...{ id, doubt: said ? 1 - said.score : 1, mix: said?.classes.join() ?? '' },
  }));
  rated.sort((a, b) => b.doubt - a.doubt);
  const wanted = Math.max(0, count - byChance.length);
  const mixes = new Set(rated.map(({ mix }) => mix)).size;
  const mostOfOneMix = Math.ceil((MOST_OF_ONE_MIX * wanted) / Math.max(1, mixes));
  const copiesOf = (id: string) => looks?.copiesOf(id).map((copy) => copy.id) ?? [];
  const offered = offer(
    rated,
    looks ? OFFERED : 1,
    wanted,
    mostOfOneMix,
    new Set(byChance.flatMap(copiesOf)),
    copiesOf,
  );
  const chosen = looks ? farthest(offered, wanted, mostOfOneMix, looks, [...labeled, ...byChance]) : offered;
  const isTaken = new Set(chosen);
  const left = [...offered, ...rated].filter((one) => !isTaken.has(one));
  const all = [...chosen, ...new Set(left)].slice(0, wanted).map(({ id }) => id);
  const isChosen = new Set(all);
  return { chosen: all, byChance, passedOver: offered.map(({ id }) => id).filter((id) => !isChosen.has(id)) };
}

interface RatedImage {
  id: string;
  doubt: number;
  mix: string;
}

/** The most doubtful images, `times` as many as are wanted and as may be of one mix; of near-copies one. */
function offer(
  rated: readonly RatedImage[],
  times: number,
  wanted: number,
  mostOfOneMix: number,
  copies: Set<string>,
  copiesOf: (id: string) => readonly string[],
): RatedImage[] {
  const ofMix = new Map<string, number>();
  const offered: RatedImage[] = [];
  for (const one of rated) {
    if (offered.length === times * wanted) break;
    const already = ofMix.get(one.mix) ?? 0;
    if (already === times * mostOfOneMix || copies.has(one.id)) continue;
    ofMix.set(one.mix, already + 1);
    offered.push(one);
    for (const copy of copiesOf(one.id)) copies.add(copy);
  }
  return offered;
}

/** One after the other the image with the most doubt times distance to the nearest of the others. */
function farthest(
  offered: readonly RatedImage[],
  wanted: number,
  mostOfOneMix: number,
  looks: Looks,
  others: readonly string[],
): RatedImage[] {
  const nearest = new Map(
    offered.map((one) => [one, others.reduce((least, id) => Math.min(least, looks.distance(one.id, id)), 2)]),
  );
  const ofMix = new Map<string, number>();
  const chosen: RatedImage[] = [];
  while (chosen.length < wanted) {
    let best: RatedImage | undefined;
    for (const [one, distance] of nearest)
      if ((ofMix.get(one.mix) ?? 0) < mostOfOneMix && (!best || one.doubt * distance > best.doubt * nearest.get(best)!))
        best = one;
    if (!best) break;
    chosen.push(best);
    nearest.delete(best);
    ofMix.set(best.mix, (ofMix.get(best.mix) ?? 0) + 1);
    for (const [one, distance] of nearest) nearest.set(one, Math.min(distance, looks.distance(one.id, best.id)));
  }
  return chosen;
}

/** A random sample without repetition. */
export const sample = <Item>(items: readonly Item[], count: number, random: () => number): Item[] =>
  shuffled(items, random).slice(0, count);
