import type { CaptureReference } from '../../contracts/capture.ts';
import { cosine, type Direction, unit, vectorOf } from '../embeddings/look-alikes.ts';

/** With fewer images, one that is farther from all than they are from each other happens too often by chance. */
const FEWEST_FOR_ODD = 19;

/** How far an image is from the nearest of those that a model was judged on. */
export interface NearestImages {
  /** 0 .. 2; undefined where the model tells no embedding. @param vector of an `Embedding` */
  distanceOf(vector: string | undefined): number | undefined;
  /** How far each of those images is from the nearest other one. */
  ownDistances: number[];
  /**
   * Whether an image is farther from all of them than any of them is from the others: by chance one in as many as there
   * are. Never true for fewer than nineteen.
   */
  isOdd(distance: number | undefined): boolean;
}

/** Places the images of a model's reference; directions are from their mean, which tells none from another. */
export function nearestImages({ images }: Pick<CaptureReference, 'images'>): NearestImages {
  const vectors = images.flatMap(({ embedding }) => (embedding === undefined ? [] : [vectorOf({ vector: embedding })]));
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors)
    for (let index = 0; index < mean.length; index++) mean[index]! += vector[index]! / vectors.length;
  const place = (vector: Float32Array): Direction => unit(vector.map((value, index) => value - mean[index]!));
  const directions = vectors.map(place);
  /** @param own the index of an image that is not compared with itself */
  const nearest = (from: Direction, own?: number) => {
    let most = -1;
    for (const [index, other] of directions.entries()) if (index !== own) most = Math.max(most, cosine(from, other));
    return 1 - most;
  };
  const ownDistances = directions.length < 2 ? [] : directions.map(nearest);
  const farthest = Math.max(...ownDistances);
  return {
    distanceOf: (vector) =>
      vector === undefined || directions.length === 0 ? undefined : nearest(place(vectorOf({ vector }))),
    ownDistances,
    isOdd: (distance) => distance !== undefined && ownDistances.length >= FEWEST_FOR_ODD && distance > farthest,
  };
}
