import type { BoxAnnotation } from '../../contracts/manifest-line.ts';
import type { Project } from '../../contracts/project.ts';
import type { Evaluation, GateDecision, Prediction } from '../../contracts/training.ts';
import { seededRandom } from '../seeded-random.ts';
import { type DetectionScore, meanAveragePrecision, pairedBootstrap } from './average-precision.ts';
import { judge } from './gate.ts';

/** One model's answers for the validation images, in the images' order. */
export interface ModelAnswers {
  modelName: string;
  predictions: Prediction[][];
}

export interface ModelComparison {
  validationHash: string;
  truth: BoxAnnotation[][];
  labels: readonly string[];
  challenger: ModelAnswers;
  champion: ModelAnswers | null;
  /** Per image, whether the champion was promoted on it: its truth was there before the newest labels. */
  isKnown: boolean[];
  gate: Project['gate'];
  validationFraction: number;
}

/** Scores both models on the same images and lets the gate decide. The same input gives the same decision: the resampling is seeded by the images' hash. */
export function compareModels(comparison: ModelComparison): GateDecision {
  const { validationHash, truth, labels, challenger, champion, gate, validationFraction } = comparison;
  const evaluate = ({ modelName, predictions }: ModelAnswers): Evaluation => ({
    version: 1,
    modelName,
    validationHash,
    images: truth.length,
    ...scored(meanAveragePrecision({ truth, predictions, labels })),
  });
  return judge({
    challenger: evaluate(challenger),
    champion: champion && evaluate(champion),
    difference:
      champion &&
      pairedBootstrap({
        truth,
        labels,
        champion: champion.predictions,
        challenger: challenger.predictions,
        random: seededRandom(Number.parseInt(validationHash.slice(0, 8), 16)),
      }),
    known: champion && compareOnKnown(comparison, champion),
    gate,
    validationFraction,
  });
}

/** A drop with bad labels brings bad validation truth along; what was there before still tells which model is better. */
function compareOnKnown({ truth, labels, challenger, isKnown }: ModelComparison, champion: ModelAnswers) {
  const ofKnown = <Item>(items: readonly Item[]) => items.filter((_, image) => isKnown[image]);
  const known = ofKnown(truth);
  if (!known.some((boxes) => boxes.length > 0)) return null;
  const score = ({ predictions }: ModelAnswers) =>
    meanAveragePrecision({ truth: known, predictions: ofKnown(predictions), labels }).map50;
  return { images: known.length, challenger: score(challenger), champion: score(champion) };
}

/** The score in the form that all kinds of models have. */
const scored = ({ map50, map5095, perLabel, errors }: DetectionScore) => ({
  metric: 'mAP50',
  score: map50,
  others: { mAP5095: map5095 },
  perLabel: Object.fromEntries(
    Object.entries(perLabel).map(([label, { ap50, truth }]) => [label, { score: ap50, truth }]),
  ),
  errors,
});
