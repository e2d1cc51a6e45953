import type { Embedding } from '../../contracts/embedding.ts';
import { type Direction, directionsOf } from './look-alikes.ts';

const PASSES = 8;

function squaredDistance(a: Direction, b: Direction): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index]! - b[index]!) ** 2;
  return sum;
}

function nearestOf(centres: readonly Direction[], direction: Direction): { at: number; distance: number } {
  let [at, distance] = [0, Infinity];
  for (const [index, centre] of centres.entries()) {
    const away = squaredDistance(centre, direction);
    if (away < distance) [at, distance] = [index, away];
  }
  return { at, distance };
}

/**
 * First centres far from each other: each image with a chance that grows with its distance (k-means++, Arthur and
 * Vassilvitskii 2007).
 */
function firstCentres(directions: readonly Direction[], count: number, random: () => number): Direction[] {
  const centres = [directions[Math.floor(random() * directions.length)]!];
  const distances = directions.map((direction) => squaredDistance(direction, centres[0]!));
  while (centres.length < count) {
    let left = random() * distances.reduce((sum, distance) => sum + distance, 0);
    const at = distances.findIndex((distance) => {
      left -= distance;
      return left <= 0;
    });
    const centre = directions[at < 0 ? directions.length - 1 : at]!;
    centres.push(centre);
    for (const [index, direction] of directions.entries())
      distances[index] = Math.min(distances[index]!, squaredDistance(direction, centre));
  }
  return centres;
}

/**
 * Images that together show what all show: the typical one of each of `count` clusters, so that of near-copies one is
 * taken and odd single images do not fill the choice (Hacohen et al., "Active Learning on a Budget", 2022).
 * @param random uniform numbers in [0, 1)
 * @returns ids; all of them where there are not more than `count`
 */
export function chooseDiverse(
  embeddings: ReadonlyMap<string, Embedding>,
  count: number,
  random: () => number,
): string[] {
  const ids = [...embeddings.keys()];
  if (ids.length <= count) return ids;
  if (count <= 0) return [];
  const directions = [...directionsOf(embeddings).values()];
  const centres = firstCentres(directions, count, random);
  for (let pass = 0; pass < PASSES; pass++) {
    const members = Map.groupBy(directions, (direction) => nearestOf(centres, direction).at);
    for (const [at, group] of members)
      centres[at] = group[0]!.map((_, index) => group.reduce((sum, one) => sum + one[index]!, 0) / group.length);
  }
  const typical = new Map<number, { id: string; distance: number }>();
  for (const [index, direction] of directions.entries()) {
    const { at, distance } = nearestOf(centres, direction);
    if (distance < (typical.get(at)?.distance ?? Infinity)) typical.set(at, { id: ids[index]!, distance });
  }
  const chosen = new Set([...typical.values()].map(({ id }) => id));
  // Equal images leave clusters empty: any others fill them.
  for (const id of ids) if (chosen.size < count) chosen.add(id);
  return [...chosen];
}
