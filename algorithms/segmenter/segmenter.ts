import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { OutlineResponse, SegmentationResponse } from '../../shared/contracts/model-answers.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { encodePalettePng } from '../../shared/domain/images/png-pixels.ts';
import { labelColour } from '../../shared/domain/labeling/label-colours.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { embeddingOf } from '../backbone/embedding.ts';
import { METADATA_FILE, MODEL_FILE } from '../container/model-folder.ts';
import { placeInFrame, readImage } from '../images/image-file.ts';
import { pngCodec } from '../images/png-codec.ts';
import { loadRuntime, openSession } from '../onnx/onnx-runtime.ts';
import { likeliestClasses, outlinesOf, type Probabilities } from './answers.ts';
import { CELL } from './network.ts';

/** `metadata.json` beside `model.onnx`: what the graph does not say. */
export const segmenterMetadataSchema = z.object({
  version: z.literal(1),
  algorithm: z.literal('segmenter'),
  labels: z.array(z.string()),
  /** Pixels. */
  frame: z.object({ width: z.int(), height: z.int() }),
  answer: z.enum(['mask', 'outlines']),
});
export type SegmenterMetadata = z.infer<typeof segmenterMetadataSchema>;

export interface Segmenter {
  /**
   * A mask or outlines, as its training was told.
   * @param file path or content of a JPEG or PNG file.
   * @throws InvalidDocumentError when it cannot be read
   */
  segment(file: string | Uint8Array): Promise<SegmentationResponse | OutlineResponse>;
  close(): Promise<void>;
}

/** Opens the model that training left in `folder`. */
export async function openSegmenter(folder: string, threads: number): Promise<Segmenter> {
  const text = await readFile(join(folder, METADATA_FILE), 'utf8');
  const metadata = parseJson(segmenterMetadataSchema, text, METADATA_FILE);
  return createSegmenter(await readFile(join(folder, MODEL_FILE)), metadata, threads);
}

export async function createSegmenter(
  model: Uint8Array,
  { frame, labels, answer }: SegmenterMetadata,
  threads: number,
): Promise<Segmenter> {
  const { Tensor } = await loadRuntime();
  const session = await openSession(model, threads);
  return {
    async segment(file) {
      const image = await readImage(file, frame);
      const input = new Uint8Array(frame.width * frame.height * 3);
      placeInFrame(image, frame, input);
      const outputs = await session.run({
        image: new Tensor('uint8', input, [1, frame.height, frame.width, 3]),
      });
      const found: Probabilities = {
        data: outputs.probabilities!.data as Float32Array,
        classes: 1 + labels.length,
        grid: { width: frame.width / CELL, height: frame.height / CELL },
        placed: { width: image.width / CELL, height: image.height / CELL },
      };
      const common = { image_size: [{ ...image.original, depth: 3 }], ...embeddingOf(outputs) };
      if (answer === 'mask') return { ...common, ...maskAnswer(found, image.original, labels) };
      const classMap = Object.fromEntries(labels.map((label, index) => [String(index), label]));
      return { ...common, annotations: outlinesOf(found, image.original), 'class-map': classMap };
    },
    close: () => session.release(),
  };
}

const BACKGROUND = { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff' };

function maskAnswer(found: Probabilities, image: ImageSize, labels: readonly string[]) {
  const { pixels, confidences } = likeliestClasses(found, image);
  const entries = [
    BACKGROUND,
    ...labels.map((label, index) => ({ 'class-name': label, 'hex-color': labelColour(index) })),
  ];
  const palette = entries.map((each) => Number.parseInt(each['hex-color'].slice(1), 16));
  const png = encodePalettePng({ ...image, mask: pixels }, palette, pngCodec);
  return {
    mask: Buffer.from(png).toString('base64'),
    'internal-color-map': Object.fromEntries(
      entries.flatMap((entry, index) => {
        const confidence = confidences[index];
        return confidence === undefined ? [] : [[String(index), { ...entry, confidence }]];
      }),
    ),
  };
}
