import { EMBEDDING_SIZE, type Embedding } from '../../shared/contracts/embedding.ts';
import { lookHash } from '../../shared/domain/dataset/reports/near-duplicates.ts';
import { type Random, randomFor } from '../onnx/random.ts';

/** The features that say what an image shows and how; finer ones say little of either. */
export const EMBEDDED_STRIDES = [16, 32] as const;
/** Any number; another one makes other vectors, which are no good beside those that lie in buckets. */
const PROJECTION_SEED = 5;
const LARGEST = 127;

let projection: Int8Array[] | undefined;

/** One row of -1, 0 and 1 for each number of a vector: keeps angles nearly as they are (Achlioptas 2003). */
function projectionOf(size: number): Int8Array[] {
  if (projection?.[0]?.length !== size) {
    const random: Random = randomFor(PROJECTION_SEED, size);
    const sign = () => {
      const chance = random() * 6;
      return chance < 1 ? 1 : chance < 2 ? -1 : 0;
    };
    projection = Array.from({ length: EMBEDDING_SIZE }, () => Int8Array.from({ length: size }, sign));
  }
  return projection;
}

/** The mean of each channel, its root taken (so that a few strong channels do not decide), all to length 1. */
function rootsOf(means: Float32Array): number[] {
  const roots = [...means].map((mean) => Math.sqrt(Math.max(0, mean)));
  const length = Math.hypot(...roots) || 1;
  return roots.map((root) => root / length);
}

/**
 * An image's embedding.
 * @param means of each channel of the features, by stride
 * @param grey 72 values: the image as 8 rows of 9
 */
export function embed(means: readonly Float32Array[], grey: Uint8Array): Embedding {
  const features = means.flatMap(rootsOf);
  const values = projectionOf(features.length).map((row) =>
    features.reduce((sum, feature, index) => sum + feature * row[index]!, 0),
  );
  const scale = LARGEST / Math.max(1e-9, ...values.map(Math.abs));
  const vector = Buffer.from(Int8Array.from(values, (value) => Math.round(value * scale)).buffer).toString('base64');
  const look = lookHash(grey)
    .map((half) => half.toString(16).padStart(8, '0'))
    .join('');
  return { version: 1, vector, look };
}
