import { type ClassAnswer, classificationResponseSchema } from '../../../shared/contracts/model-answers.ts';
import type { Prediction } from '../../../shared/contracts/training.ts';
import { parseDetections } from '../../../shared/domain/models/detections.ts';
import { readModelAnswer } from '../../../shared/domain/models/read-answer.ts';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';
import type { StoredVersion } from '../custom-labels-store.ts';

const WHAT = 'the answer of the stand-in';

/** Boxes in pixels; none for an image that the model could not read. */
export const boxesOf = (text: string, size: ImageSize): Prediction[] => parseDetections(text, size, WHAT);

/** Every class with its probability. */
export const classesOf = (text: string): readonly ClassAnswer[] =>
  readModelAnswer(classificationResponseSchema, text, WHAT)?.classes ?? [];

/** One thing that is seen on an image; `box` in shares of the image, undefined for a class of the whole. */
export interface SeenLabel {
  label: string;
  /** 0..1 */
  confidence: number;
  box?: { left: number; top: number; width: number; height: number };
}

/** All that a model's answer says, the surest first. */
export function seenLabels(
  { kind, labels }: Pick<StoredVersion, 'kind' | 'labels'>,
  text: string,
  { width, height }: ImageSize,
): SeenLabel[] {
  const seen: SeenLabel[] =
    kind === 'boxes'
      ? boxesOf(text, { width, height }).map((box) => ({
          ...{ label: labels[box.class_id]!, confidence: box.confidence },
          box: {
            ...{ left: box.left / width, top: box.top / height },
            ...{ width: box.width / width, height: box.height / height },
          },
        }))
      : classesOf(text).map(({ class_id, confidence }) => ({ label: labels[class_id]!, confidence }));
  return seen.sort((a, b) => b.confidence - a.confidence);
}
