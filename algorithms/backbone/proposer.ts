import sharp from 'sharp';
import type { Embedding } from '../../shared/contracts/embedding.ts';
import type { Proposals } from '../../shared/contracts/proposals.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { encodeModel } from '../onnx/onnx-model.ts';
import { loadRuntime, openSession } from '../onnx/onnx-runtime.ts';
import type { Backbone } from './backbone.ts';
import { EMBEDDED_STRIDES, embed } from './embedding.ts';
import { knownClasses } from './known-classes.ts';
import { decodeProposals, decodeSuggestions, PROPOSAL_FRAME, type PredictorOutput } from './proposals.ts';

/** Cells a side of each box predictor at 300 pixels. */
const SIDES = [19, 10, 5, 3, 2, 1];
const ANCHORS = [3, 6, 6, 6, 6, 6];
const CLASSES = 24;

/** The look of an image for its hash, pixels. */
const LOOK = { width: 9, height: 8 };

/** What the network answers to one image, and the image's upright size. */
export interface SeenImage {
  predictors: PredictorOutput[];
  embedding: Embedding;
  size: { width: number; height: number };
}

export interface Proposer {
  /** @param file see `propose` */
  see(file: string | Uint8Array): Promise<SeenImage>;
  /** @param file path or content of a JPEG or PNG file. @throws InvalidDocumentError when it cannot be read */
  propose(file: string | Uint8Array): Promise<{ proposals: Proposals; embedding: Embedding }>;
  close(): Promise<void>;
}

/**
 * Opens the box predictors and the pooled features of the project's backbone; they take 15 ms an image on one core.
 * @param labels of the project: what the backbone knows of them is suggested before anybody has labeled
 */
export async function openProposer(
  backbone: Backbone,
  threads: number,
  labels: readonly string[] = [],
): Promise<Proposer> {
  const known = knownClasses(labels);
  const graph = new GraphBuilder();
  const pixels = graph.input('image', 'uint8', [1, PROPOSAL_FRAME, PROPOSAL_FRAME, 3]);
  const names = SIDES.flatMap((_, index) => [`boxes.${index}`, `classes.${index}`]);
  const channels = ANCHORS.flatMap((anchors) => [anchors * 4, anchors * CLASSES]);
  const pooled = EMBEDDED_STRIDES.map((stride) => `features.${stride}`);
  const values = backbone.emit(graph, pixels, [...names, ...pooled]);
  values.slice(names.length).forEach((value, index) => {
    const { channels: width } = backbone.features.find(({ stride }) => stride === EMBEDDED_STRIDES[index])!;
    graph.output(pooled[index]!, graph.op('GlobalAveragePool', [value]), [1, width, 1, 1]);
  });
  values.slice(0, names.length).forEach((value, index) => {
    const side = SIDES[Math.floor(index / 2)]!;
    graph.output(names[index]!, value, [1, channels[index]!, side, side]);
  });
  const { Tensor } = await loadRuntime();
  const session = await openSession(encodeModel(graph, 'labelloop proposals'), threads);
  const see = async (file: string | Uint8Array): Promise<SeenImage> => {
    const { data, look, ...size } = await readSquare(file);
    const dims = [1, PROPOSAL_FRAME, PROPOSAL_FRAME, 3];
    const outputs = await session.run({ image: new Tensor('uint8', data, dims) });
    const valuesOf = (name: string) => outputs[name]!.data as Float32Array;
    const predictors = SIDES.map((side, index) => ({
      side,
      boxes: valuesOf(`boxes.${index}`),
      classes: valuesOf(`classes.${index}`),
    }));
    return { predictors, embedding: embed(pooled.map(valuesOf), look), size };
  };
  return {
    see,
    async propose(file) {
      const { predictors, embedding, size } = await see(file);
      const suggestions = decodeSuggestions(predictors, known, size);
      const proposals = decodeProposals(predictors, size);
      return { proposals: { ...proposals, ...(suggestions.length > 0 && { suggestions }) }, embedding };
    },
    close: () => session.release(),
  };
}

async function readSquare(file: string | Uint8Array) {
  try {
    const image = sharp(file);
    const { width, height, orientation = 1 } = await image.metadata();
    const data = await image
      .autoOrient()
      .resize(PROPOSAL_FRAME, PROPOSAL_FRAME, { fit: 'fill' })
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    const shape = { width: PROPOSAL_FRAME, height: PROPOSAL_FRAME, channels: 3 as const };
    const look = await sharp(data, { raw: shape })
      .greyscale()
      .resize(LOOK.width, LOOK.height, { fit: 'fill' })
      .raw()
      .toBuffer();
    const isTurned = orientation >= 5;
    return { data, look, width: isTurned ? height : width, height: isTurned ? width : height };
  } catch (cause) {
    const what = typeof file === 'string' ? file : 'the image';
    throw new InvalidDocumentError(`${what} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
