import { EMBEDDING_SIZE, type Embedding } from '../../shared/contracts/embedding.ts';
import { lookHash } from '../../shared/domain/dataset/reports/near-duplicates.ts';
import type { Flip } from '../images/augmentation.ts';
import { emitMean } from '../images/mirror-views.ts';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { type Random, randomFor } from '../onnx/random.ts';
import type { Backbone } from './backbone.ts';

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

/** The vector of an `Embedding`. @param means of each channel of the features, by stride */
function vectorFrom(means: readonly Float32Array[]): string {
  const features = means.flatMap(rootsOf);
  const values = projectionOf(features.length).map((row) =>
    features.reduce((sum, feature, index) => sum + feature * row[index]!, 0),
  );
  const scale = LARGEST / Math.max(1e-9, ...values.map(Math.abs));
  return Buffer.from(Int8Array.from(values, (value) => Math.round(value * scale)).buffer).toString('base64');
}

/**
 * Adds to a model's graph what `embeddingOf` reads: it saw these features anyway.
 * @param features what the backbone sees in the views of one image
 */
export function emitEmbedded(
  graph: GraphBuilder,
  backbone: Pick<Backbone, 'features'> | undefined,
  features: readonly string[],
  flip: Flip,
): void {
  for (const stride of EMBEDDED_STRIDES) {
    const at = backbone?.features.findIndex((each) => each.stride === stride) ?? -1;
    if (at < 0) continue;
    const pooled = emitMean(graph, graph.op('GlobalAveragePool', [features[at]!]), flip);
    graph.output(`embedded.${stride}`, pooled, [1, backbone!.features[at]!.channels, 1, 1]);
  }
}

/** What a model's outputs say of the image as a whole; nothing where it has no backbone, or is older than this. */
export function embeddingOf(outputs: Readonly<Record<string, { data: unknown }>>): { embedding?: string } {
  const means = EMBEDDED_STRIDES.flatMap((stride) => outputs[`embedded.${stride}`] ?? []);
  if (means.length < EMBEDDED_STRIDES.length) return {};
  return { embedding: vectorFrom(means.map(({ data }) => data as Float32Array)) };
}

/**
 * An image's embedding.
 * @param means of each channel of the features, by stride
 * @param grey 72 values: the image as 8 rows of 9
 */
export function embed(means: readonly Float32Array[], grey: Uint8Array): Embedding {
  const look = lookHash(grey)
    .map((half) => half.toString(16).padStart(8, '0'))
    .join('');
  return { version: 1, vector: vectorFrom(means), look };
}
