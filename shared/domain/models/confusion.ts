import type { Confusion } from '../../contracts/model-report.ts';
import type { DetectionSet } from './average-precision.ts';
import { ERROR_CONFIDENCE, findErrors } from './detection-errors.ts';

/**
 * What people marked against what the model saw there, at IoU .5 and the confidence from which errors count. The last
 * row and column are nothing: boxes where nobody marked anything, objects that nothing found.
 */
export function confusionOfBoxes({ truth, predictions, labels }: DetectionSet): Confusion {
  const nothing = labels.length;
  const counts = Array.from({ length: nothing + 1 }, () => new Array<number>(nothing + 1).fill(0));
  const add = (row: number, column: number, times = 1) => {
    counts[row]![column] = counts[row]![column]! + times;
  };
  for (const [image, boxes] of truth.entries()) {
    const confident = (predictions[image] ?? []).filter(({ confidence }) => confidence >= ERROR_CONFIDENCE);
    for (const { class_id } of boxes) add(class_id, class_id);
    for (const error of findErrors(boxes, confident)) {
      if (error.kind !== 'background') add(error.truth.class_id, error.truth.class_id, -1);
      if (error.kind === 'label') add(error.truth.class_id, error.prediction.class_id);
      if (error.kind === 'missed' || error.kind === 'location') add(error.truth.class_id, nothing);
      if (error.kind === 'background' || error.kind === 'location') add(nothing, error.prediction.class_id);
    }
  }
  return { labels: [...labels], counts };
}

/** The same where each image has one class. @param pairs people's class and the model's, of each image */
export function confusionOfClasses(pairs: ReadonlyArray<[truth: string, seen: string]>, labels: readonly string[]) {
  const counts = labels.map((row) =>
    labels.map((column) => pairs.filter(([truth, seen]) => truth === row && seen === column).length),
  );
  return { labels: [...labels], counts } satisfies Confusion;
}
