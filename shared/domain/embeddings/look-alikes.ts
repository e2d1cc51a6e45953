import type { Embedding } from '../../contracts/embedding.ts';
import { LOOK_DISTANCE, type LookHash, lookDistance } from '../dataset/reports/near-duplicates.ts';

/**
 * Angle from which two images are one picture, measured on photographs of raccoons (9 pairs above, all copies) and of
 * blood cells (one of 16,000 pairs above, none a copy): docs/pretrained.md.
 */
export const SAME_PICTURE = 0.84;
/** With fewer images their mean says nothing, and only their looks are compared. */
const FEWEST_FOR_ANGLES = 10;

/** An image's place among others: direction from the mean of all, length 1. */
export type Direction = Float32Array;

export interface LookAlike {
  id: string;
  /**
   * -1 .. 1: cosine of the angle from the mean of all images; copies have nearly 1, different images of one kind about
   * .6.
   */
  similarity: number;
}

export function unit(values: Float32Array): Float32Array {
  let square = 0;
  for (const value of values) square += value * value;
  const length = Math.sqrt(square) || 1;
  return values.map((value) => value / length);
}

/** The numbers of an embedding's vector as a direction. */
export function vectorOf({ vector }: Pick<Embedding, 'vector'>): Float32Array {
  const bytes = atob(vector);
  return unit(Float32Array.from(bytes, (byte) => (byte.charCodeAt(0) << 24) >> 24));
}

export const lookOf = ({ look }: Embedding): LookHash => [
  Number.parseInt(look.slice(0, 8), 16),
  Number.parseInt(look.slice(8), 16),
];

export function cosine(a: Direction, b: Direction): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

/** Directions from the mean: what all images of a project share tells none from another. */
export function directionsOf(embeddings: ReadonlyMap<string, Embedding>): Map<string, Direction> {
  const vectors = [...embeddings].map(([id, embedding]) => [id, vectorOf(embedding)] as const);
  const mean = new Float32Array(vectors[0]?.[1].length ?? 0);
  for (const [, vector] of vectors)
    for (let index = 0; index < mean.length; index++) mean[index]! += vector[index]! / vectors.length;
  return new Map(vectors.map(([id, vector]) => [id, unit(vector.map((value, index) => value - mean[index]!))]));
}

/** Images of a project, to be compared with each other. */
export class LookAlikes {
  readonly #directions: ReadonlyMap<string, Direction>;
  readonly #looks: ReadonlyMap<string, LookHash>;

  constructor(embeddings: ReadonlyMap<string, Embedding>) {
    this.#directions = directionsOf(embeddings);
    this.#looks = new Map([...embeddings].map(([id, embedding]) => [id, lookOf(embedding)]));
  }

  /** The other images that show the same picture, cropped, recoloured or compressed differently, the likest first. */
  copiesOf(id: string): LookAlike[] {
    const look = this.#looks.get(id);
    if (!look) return [];
    const byAngle = this.#directions.size >= FEWEST_FOR_ANGLES;
    return this.#others(id).filter(
      (other) =>
        (byAngle && other.similarity >= SAME_PICTURE) ||
        lookDistance(look, this.#looks.get(other.id)!) <= LOOK_DISTANCE,
    );
  }

  /** The `count` other images that are most like this one. */
  mostLike = (id: string, count: number): LookAlike[] => this.#others(id).slice(0, count);

  /** 0 (the same direction) .. 2 (the opposite one); 1 where there is no embedding of one of the two. */
  distance(one: string, other: string): number {
    const [a, b] = [this.#directions.get(one), this.#directions.get(other)];
    return a && b ? 1 - cosine(a, b) : 1;
  }

  #others(id: string): LookAlike[] {
    const own = this.#directions.get(id);
    if (!own) return [];
    return [...this.#directions]
      .filter(([other]) => other !== id)
      .map(([other, direction]) => ({ id: other, similarity: cosine(own, direction) }))
      .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
  }
}
