import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { DetectionResponse } from '../../shared/contracts/training.ts';
import { embeddingOf } from '../backbone/embedding.ts';
import { METADATA_FILE, MODEL_FILE } from '../container/model-folder.ts';
import { placeInFrame, readImage } from '../images/image-file.ts';
import { loadRuntime, openSession } from '../onnx/onnx-runtime.ts';
import { decode } from './network/decoding.ts';

/** `metadata.json` beside `model.onnx`: what the graph does not say. */
export const modelMetadataSchema = z.object({
  version: z.literal(1),
  labels: z.array(z.string()),
  /** Pixels. */
  frame: z.object({ width: z.int(), height: z.int() }),
  minimumConfidence: z.number(),
  maximumOverlap: z.number(),
  maximumBoxes: z.int(),
});
export type ModelMetadata = z.infer<typeof modelMetadataSchema>;

export interface Detector {
  /** @param file path or content of a JPEG or PNG file. @throws InvalidDocumentError when it cannot be read */
  detect(file: string | Uint8Array): Promise<DetectionResponse>;
  close(): Promise<void>;
}

/** Opens the model that training left in `folder`. */
export async function openDetector(folder: string, threads: number): Promise<Detector> {
  const metadata = parseJson(modelMetadataSchema, await readFile(join(folder, METADATA_FILE), 'utf8'), METADATA_FILE);
  return createDetector(await readFile(join(folder, MODEL_FILE)), metadata, threads);
}

export async function createDetector(model: Uint8Array, metadata: ModelMetadata, threads: number): Promise<Detector> {
  const { Tensor } = await loadRuntime();
  const session = await openSession(model, threads);
  const { frame, labels } = metadata;
  return {
    async detect(file) {
      const image = await readImage(file, frame);
      const input = new Uint8Array(frame.width * frame.height * 3);
      placeInFrame(image, frame, input);
      const outputs = await session.run({
        image: new Tensor('uint8', input, [1, frame.height, frame.width, 3]),
      });
      const output = { peaks: outputs.peaks!.data as Float32Array, distances: outputs.distances!.data as Float32Array };
      return {
        image_size: [{ ...image.original, depth: 3 }],
        annotations: decode(output, frame, image, image.original, metadata),
        'class-map': Object.fromEntries(labels.map((label, index) => [String(index), label])),
        ...embeddingOf(outputs),
      };
    },
    close: () => session.release(),
  };
}
