import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InvalidDocumentError } from '../../shared/errors.ts';
import type { GraphBuilder } from '../onnx/graph-builder.ts';
import { readOnnx } from '../onnx/onnx-file.ts';
import { DATA_TYPE } from '../onnx/onnx-model.ts';

/** Pixels of the image per cell of the features, finest first. */
export const FEATURE_STRIDES = [4, 8, 16, 32] as const;

export interface Features {
  stride: number;
  channels: number;
}

/** A network that was trained on other images and stays as it is. */
export interface Backbone {
  features: readonly Features[];
  /** SHA-256 of its file. */
  hash: string;
  /**
   * Emits what it sees in `pixels`, RGB bytes NHWC, whose height and width are multiples of 32.
   * @param outputs names of its outputs; by default the features in their order
   */
  emit(graph: GraphBuilder, pixels: string, outputs?: readonly string[]): string[];
}

export const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/**
 * A person's own backbone: an ONNX file with the input `image`, [N, 3, H, W] RGB 0..255 as float32, and the outputs
 * `features.4`, `features.8`, `features.16`, `features.32`, [N, C, H / stride, W / stride] with a fixed C.
 * @throws InvalidDocumentError when it is something else
 */
export async function openBackbone(path: string): Promise<Backbone> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new InvalidDocumentError(`the backbone ${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  return readBackbone(bytes, `the backbone ${path}`);
}

/**
 * @param what names the file in messages.
 * @throws InvalidDocumentError when it keeps another contract than `openBackbone` says
 */
export function readBackbone(bytes: Uint8Array, what: string): Backbone {
  const file = readOnnx(bytes, what);
  const inputs = [...file.inputs.keys()];
  if (inputs.join() !== 'image')
    throw new InvalidDocumentError(`${what} has the inputs ${inputs.join(', ')}: it must have "image" alone`);
  const features = FEATURE_STRIDES.map((stride) => {
    const channels = file.outputs.get(`features.${stride}`)?.[1];
    if (channels === undefined)
      throw new InvalidDocumentError(
        `${what} has no output "features.${stride}" with a fixed number of channels, only ${[...file.outputs.keys()].join(', ')}`,
      );
    return { stride, channels };
  });
  return {
    features,
    hash: hashOf(bytes),
    emit(graph, pixels, outputs = features.map(({ stride }) => `features.${stride}`)) {
      const planes = graph.op('Transpose', [pixels], { perm: [0, 3, 1, 2] });
      return graph.embed(file, { image: graph.op('Cast', [planes], { to: DATA_TYPE.float32 }) }, outputs);
    },
  };
}
