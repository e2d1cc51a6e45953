import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ClassificationResponse } from '../../shared/contracts/model-answers.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { embeddingOf } from '../backbone/embedding.ts';
import { METADATA_FILE, MODEL_FILE } from '../container/model-folder.ts';
import { placeInFrame, readImage } from '../images/image-file.ts';
import { loadRuntime, openSession } from '../onnx/onnx-runtime.ts';

/** `metadata.json` beside `model.onnx`: what the graph does not say. */
export const classifierMetadataSchema = z.object({
  version: z.literal(1),
  algorithm: z.literal('classifier'),
  labels: z.array(z.string()),
  /** Pixels. */
  frame: z.object({ width: z.int(), height: z.int() }),
  /** Per label, the probability from which on an image shows it; null: the likeliest class alone is chosen. */
  thresholds: z.nullable(z.array(z.number())),
});
export type ClassifierMetadata = z.infer<typeof classifierMetadataSchema>;

export interface Classifier {
  /** @param file path or content of a JPEG or PNG file. @throws InvalidDocumentError when it cannot be read */
  classify(file: string | Uint8Array): Promise<ClassificationResponse>;
  close(): Promise<void>;
}

/** Opens the model that training left in `folder`. */
export async function openClassifier(folder: string, threads: number): Promise<Classifier> {
  const metadata = parseJson(
    classifierMetadataSchema,
    await readFile(join(folder, METADATA_FILE), 'utf8'),
    METADATA_FILE,
  );
  return createClassifier(await readFile(join(folder, MODEL_FILE)), metadata, threads);
}

export async function createClassifier(
  model: Uint8Array,
  { frame, labels, thresholds }: ClassifierMetadata,
  threads: number,
): Promise<Classifier> {
  const { Tensor } = await loadRuntime();
  const session = await openSession(model, threads);
  return {
    async classify(file) {
      const image = await readImage(file, frame);
      const input = new Uint8Array(frame.width * frame.height * 3);
      placeInFrame(image, frame, input);
      const outputs = await session.run({
        image: new Tensor('uint8', input, [1, frame.height, frame.width, 3]),
      });
      const confidences = [...(outputs.probabilities!.data as Float32Array)];
      const likeliest = confidences.indexOf(Math.max(...confidences));
      return {
        image_size: [{ ...image.original, depth: 3 }],
        classes: confidences
          .map((confidence, id) => ({
            class_id: id,
            confidence,
            chosen: thresholds ? confidence >= thresholds[id]! : id === likeliest,
          }))
          .sort((a, b) => b.confidence - a.confidence),
        'class-map': Object.fromEntries(labels.map((label, index) => [String(index), label])),
        ...embeddingOf(outputs),
      };
    },
    close: () => session.release(),
  };
}
