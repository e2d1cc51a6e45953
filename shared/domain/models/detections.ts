import * as z from 'zod/mini';
import { detectionResponseSchema } from '../../contracts/detection-response.ts';
import type { ANSWER_NAMES } from '../../contracts/own-algorithm.ts';
import {
  cocoResultsSchema,
  normalisedRowsSchema,
  type Prediction,
  scoredAnnotationsSchema,
} from '../../contracts/training.ts';
import { ModelAnswerError } from '../../errors.ts';
import type { ImageSize } from '../shapes/image-size.ts';

const unreadableImageSchema = z.object({ error: z.string() });
export type AnswerFormat = (typeof ANSWER_NAMES)[number];

/**
 * The shapes of models' answers that labelloop reads, by name: each tells whether an answer has its shape, and the
 * boxes in it. An algorithm names its own; answers are told apart by shape, since a champion may come from another
 * algorithm than its challenger.
 */
export const ANSWER_FORMATS = {
  labelloop: (answer) => {
    const read = detectionResponseSchema.safeParse(answer);
    return read.success ? read.data.annotations : undefined;
  },
  'sagemaker-object-detection': (answer, size) => {
    const rows = normalisedRowsSchema.safeParse(answer);
    if (rows.success) return rows.data.prediction.map((row) => fromRow(row, size));
    const boxes = scoredAnnotationsSchema.safeParse(answer);
    return boxes.success
      ? boxes.data.annotations.map(({ score, ...box }) => ({ ...box, confidence: score }))
      : undefined;
  },
  coco: (answer) => {
    const read = cocoResultsSchema.safeParse(answer);
    return read.success
      ? read.data.map(({ category_id, bbox: [left, top, width, height], score }) => ({
          class_id: category_id - 1,
          confidence: score,
          ...{ left, top, width, height },
        }))
      : undefined;
  },
} satisfies Record<AnswerFormat, (answer: unknown, size: ImageSize) => Prediction[] | undefined>;

/**
 * Reads a model's answer for one image, in any of the shapes that labelloop knows. An image that the model could not
 * read has no boxes.
 * @param what the answer's name for the message
 * @param labels how many classes the project has; undefined: any class is taken
 * @throws ModelAnswerError
 */
export function parseDetections(text: string, size: ImageSize, what: string, labels?: number): Prediction[] {
  const answer = readJson(text, what);
  if (unreadableImageSchema.safeParse(answer).success) return [];
  for (const read of Object.values(ANSWER_FORMATS)) {
    const found = read(answer, size);
    if (found) return labels === undefined ? found : found.map((box) => ofKnownLabel(box, labels, what));
  }
  throw new ModelAnswerError(
    `${what} is not valid: it has none of the shapes ${Object.keys(ANSWER_FORMATS).join(', ')}; it holds ${text.slice(0, 80)}`,
  );
}

function readJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelAnswerError(`${what} is not JSON; it holds ${text.slice(0, 80)}`);
  }
}

function ofKnownLabel(box: Prediction, labels: number, what: string): Prediction {
  if (box.class_id >= 0 && box.class_id < labels) return box;
  throw new ModelAnswerError(
    `${what} names the class ${box.class_id}; the project has ${labels}, numbered from 0 (in COCO's shape, category_id from 1)`,
  );
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
