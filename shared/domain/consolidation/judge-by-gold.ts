import { type BoundingBox, intersectionOverUnion } from '../shapes/bounding-box.ts';
import { type CalibrationCounts, emptyCalibration, recordGold } from './calibration.ts';

/** What is really there: boxes, or one label. */
export type Truth = { boundingBoxes: Array<BoundingBox & { label: string }> } | { label: string };

/** The known answers by `datasetObjectId`. */
export type Gold = Record<string, Truth>;

/** What a label claimed to be sure of, 0..1, and whether it was right. */
export interface Claim {
  confidence: number;
  right: boolean;
}

/** A shape of a label; without confidence (one worker's alone) it claims nothing. */
export type ClaimedShape = BoundingBox & { label: string; confidence: number | undefined };

/** A box is right when it has a gold box of its label to itself at this overlap. */
const GOLD_IOU = 0.5;

/** The claims of an image's shapes, the surest first. @param real the boxes that are really there */
export function judgeShapes(shapes: readonly ClaimedShape[], real: ReadonlyArray<BoundingBox & { label: string }>) {
  const free = [...real];
  const claims: Claim[] = [];
  const sure = shapes.flatMap((shape) => (shape.confidence ? { ...shape, confidence: shape.confidence } : []));
  for (const shape of sure.sort((a, b) => b.confidence - a.confidence)) {
    const found = free.findIndex((box) => box.label === shape.label && intersectionOverUnion(box, shape) >= GOLD_IOU);
    if (found >= 0) free.splice(found, 1);
    claims.push({ confidence: shape.confidence, right: found >= 0 });
  }
  return claims;
}

/**
 * How often each confidence was right: the calibration that adds up with that of the state (`addCalibrations`) and that
 * `fitCalibration` turns into a map.
 * @param claims with uncalibrated confidence: of labels consolidated with a state whose calibration is empty
 */
export const countClaims = (claims: readonly Claim[]): CalibrationCounts =>
  claims.reduce((counts, { confidence, right }) => recordGold(counts, confidence, right), emptyCalibration());
