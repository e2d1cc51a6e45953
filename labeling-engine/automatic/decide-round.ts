import { choosePeoplesImages, sample } from '../../shared/domain/automatic-labeling/choose-images.ts';
import { judgeImage } from '../../shared/domain/automatic-labeling/judge-image.ts';
import type { AutomaticSettings } from '../../shared/domain/automatic-labeling/settings.ts';
import { type CalibrationImage, warrant } from '../../shared/domain/automatic-labeling/warranty.ts';
import type { Decision } from './automation.ts';
import type { JobObject } from './peoples-labels.ts';
import type { RoundPredictions } from './round-files.ts';

/** People get one in ten of the images that the machine would label, within these limits for each round, and do not see its boxes. */
const SAMPLE_SHARE = 0.1;
const SAMPLE_LEAST = 3;
const SAMPLE_MOST = 30;

export interface RoundEvidence {
  objects: readonly JobObject[];
  /** The rounds' predictions, the last round's last. An object that people have labeled meanwhile was new to the model then. */
  predictions: readonly RoundPredictions[];
  classes: number;
  settings: AutomaticSettings;
  /** Uniform numbers in [0, 1). */
  random: () => number;
}

/**
 * Images that people labeled, each with the newest prediction of a model that had not learnt from it. Models grow better from round to
 * round, so that older predictions make the promise stricter, not looser.
 */
export function calibrationImages({ objects, predictions }: RoundEvidence): CalibrationImage[] {
  return objects.flatMap(({ id, boxes }) => {
    if (!boxes) return [];
    const newest = predictions.findLast((round) => round[id]);
    return newest ? [{ predictions: newest[id]!.boxes, truth: boxes }] : [];
  });
}

/** What the machine labels after a round, and what people label next. */
export function decideRound(evidence: RoundEvidence): Omit<Decision, 'at'> {
  const { objects, predictions, settings, classes, random } = evidence;
  const newest = predictions.at(-1)!;
  const warranty = warrant(calibrationImages(evidence), settings.precision, classes);
  const queued = objects.filter(({ state, peopleOnly }) => state === 'queued' && !peopleOnly);
  const isSure = ({ id }: JobObject) =>
    warranty.scoreThreshold !== undefined &&
    !!newest[id] &&
    judgeImage(newest[id].boxes, warranty.classThresholds).score >= warranty.scoreThreshold;
  const sure = queued.filter(isSure).map(({ id }) => id);
  const hidden = sample(
    sure,
    Math.min(sure.length, SAMPLE_MOST, Math.max(SAMPLE_LEAST, Math.round(SAMPLE_SHARE * sure.length))),
    random,
  );
  const taken = new Set(hidden);
  const surely = new Set(sure);
  const unsure = queued.filter(({ id }) => !surely.has(id));
  const { chosen, byChance } = choosePeoplesImages(
    unsure.map(({ id }) => ({ id, predictions: newest[id]?.boxes })),
    warranty.classThresholds,
    settings.imagesPerRound,
    random,
  );
  return { people: chosen, byChance, sample: hidden, machine: sure.filter((id) => !taken.has(id)), warranty };
}
