import { type BoundingBox, intersectionOverUnion } from '../shapes/bounding-box.ts';
import { type CalibrationCounts, emptyCalibration, recordGold } from './calibration.ts';

/** What is really there, by `datasetObjectId`: boxes, or one label. */
export type Gold = Record<string, { boundingBoxes: Array<BoundingBox & { label: string }> } | { label: string }>;

/** A consolidated label before calibration. */
export interface Judged {
  objectId: string;
  shapes: Array<BoundingBox & { label: string; confidence: number }>;
  label?: { label: string; confidence: number };
}

/** A box is right when it has a gold box of its label to itself at this overlap. */
const GOLD_IOU = 0.5;

/**
 * How often each confidence was right on the objects whose truth is known: the calibration that adds up with that of the state
 * (`addCalibrations`) and that `fitCalibration` turns into a map. Confidence 0 stands for one worker's answer and is no claim.
 * @param judged labels with uncalibrated confidence: consolidated with a state whose calibration is empty
 */
export function judgeByGold(judged: readonly Judged[], gold: Gold): CalibrationCounts {
  let counts = emptyCalibration();
  for (const { objectId, shapes, label } of judged) {
    const truth = gold[objectId];
    if (!truth) continue;
    if ('label' in truth) {
      if (label && label.confidence > 0) counts = recordGold(counts, label.confidence, label.label === truth.label);
      continue;
    }
    const free = [...truth.boundingBoxes];
    for (const shape of [...shapes].sort((a, b) => b.confidence - a.confidence)) {
      if (shape.confidence === 0) continue;
      const found = free.findIndex(
        (real) => real.label === shape.label && intersectionOverUnion(real, shape) >= GOLD_IOU,
      );
      if (found >= 0) free.splice(found, 1);
      counts = recordGold(counts, shape.confidence, found >= 0);
    }
  }
  return counts;
}
