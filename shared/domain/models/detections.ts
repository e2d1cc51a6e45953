import * as z from 'zod/mini';
import { parseJson } from '../../contracts/parse.ts';
import {
  detectionResponseSchema,
  normalisedRowsSchema,
  type Prediction,
  scoredAnnotationsSchema,
} from '../../contracts/training.ts';

const unreadableImageSchema = z.object({ error: z.string() });
const answerSchema = z.union([
  unreadableImageSchema,
  detectionResponseSchema,
  normalisedRowsSchema,
  scoredAnnotationsSchema,
]);

/** Pixels, upright. */
export interface ImageSize {
  width: number;
  height: number;
}

/**
 * Reads a model's answer for one image, in our detector's shape or in either shape of the built-in object-detection algorithm.
 * An image that the model could not read has no boxes.
 * @param what the answer's name for the message
 * @throws InvalidDocumentError
 */
export function parseDetections(text: string, size: ImageSize, what: string): Prediction[] {
  const answer = parseJson(answerSchema, text, what);
  if ('prediction' in answer) return answer.prediction.map((row) => fromRow(row, size));
  if (!('annotations' in answer)) return [];
  return answer.annotations.map((box) => ({
    class_id: box.class_id,
    left: box.left,
    top: box.top,
    width: box.width,
    height: box.height,
    confidence: 'score' in box ? box.score : box.confidence,
  }));
}

function fromRow(row: readonly number[], { width, height }: ImageSize): Prediction {
  const [label, confidence, left, top, right, bottom] = row as [number, number, number, number, number, number];
  return {
    class_id: label,
    confidence,
    left: left * width,
    top: top * height,
    width: (right - left) * width,
    height: (bottom - top) * height,
  };
}
