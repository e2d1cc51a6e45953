import * as z from 'zod/mini';
import { parseJson } from '../../contracts/parse.ts';
import {
  detectionResponseSchema,
  normalisedRowsSchema,
  type Prediction,
  scoredAnnotationsSchema,
} from '../../contracts/training.ts';
import { InvalidDocumentError } from '../../errors.ts';

const unreadableImageSchema = z.object({ error: z.string() });
/** Pixels, upright. */
export interface ImageSize {
  width: number;
  height: number;
}

/**
 * The shapes of models' answers that labelloop reads, by name: each tells whether an answer has its shape, and the boxes in it.
 * An algorithm names its own; answers are told apart by shape, since a champion may come from another algorithm than its challenger.
 */
const ANSWER_FORMATS = {
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
} satisfies Record<string, (answer: unknown, size: ImageSize) => Prediction[] | undefined>;

export type AnswerFormat = keyof typeof ANSWER_FORMATS;

/**
 * Reads a model's answer for one image, in any of the shapes that labelloop knows. An image that the model could not read has no
 * boxes.
 * @param what the answer's name for the message
 * @throws InvalidDocumentError
 */
export function parseDetections(text: string, size: ImageSize, what: string): Prediction[] {
  const answer = parseJson(z.unknown(), text, what);
  if (unreadableImageSchema.safeParse(answer).success) return [];
  for (const read of Object.values(ANSWER_FORMATS)) {
    const found = read(answer, size);
    if (found) return found;
  }
  throw new InvalidDocumentError(
    `${what} is not valid: it has none of the shapes ${Object.keys(ANSWER_FORMATS).join(', ')}; it holds ${text.slice(0, 80)}`,
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
