import type { BoxAnnotation } from '../../contracts/manifest-line.ts';
import type { Project } from '../../contracts/project.ts';
import type { Evaluation, GateDecision, Prediction } from '../../contracts/training.ts';
import type { CrossValidation, TrainingEvidence } from '../../contracts/training-evidence.ts';
import { seededRandom } from '../seeded-random.ts';
import { type DetectionScore, meanAveragePrecision, pairedBootstrap } from './average-precision.ts';
import { type CrossValidated, judge } from './gate.ts';
import { pairedComparison } from './paired-test.ts';

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
  /** Whether the champion was promoted on the image, for each image: its truth was there before the newest labels. */
  isKnown: boolean[];
  /** What their trainings said beside the models; undefined: nothing. */
  evidence?: { challenger: TrainingEvidence | undefined; champion: TrainingEvidence | undefined };
  gate: Project['gate'];
  validationFraction: number;
}

/**
 * Scores both models on the same images and lets the gate decide. The same input gives the same decision: the
 * resampling is seeded by the images' hash.
 */
export function compareModels(comparison: ModelComparison): GateDecision {
  const { validationHash, truth, labels, challenger, champion, evidence, gate, validationFraction } = comparison;
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
    paired:
      champion &&
      pairedComparison({ truth, labels, champion: champion.predictions, challenger: challenger.predictions })(),
    known: champion && compareOnKnown(comparison, champion),
    crossValidated: crossValidate(comparison),
    learningCurve: evidence?.challenger?.learningCurve ?? null,
    gate,
    validationFraction,
  });
}

/**
 * A drop with bad labels brings bad validation truth along; what was there before still tells which model is better.
 */
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

/** The quick models' scores on all labeled images, and on those that the champion's quick models answered too. */
function crossValidate(comparison: ModelComparison): CrossValidated | null {
  const { evidence, labels, validationHash, challenger, champion } = comparison;
  const own = evidence?.challenger?.crossValidation;
  if (!own) return null;
  const score = ({ modelName }: ModelAnswers, images: CrossValidation['images']): Evaluation => ({
    version: 1,
    modelName,
    validationHash,
    images: images.length,
    ...scored(
      meanAveragePrecision({
        truth: images.map(({ boxes }) => boxes),
        predictions: images.map(({ predictions }) => predictions),
        labels,
      }),
    ),
  });
  const whole = { folds: own.folds, challenger: score(challenger, own.images), pair: null };
  const before = new Map(evidence.champion?.crossValidation?.images.map((each) => [each.image, each.predictions]));
  const shared = own.images.filter(({ image }) => before.has(image));
  if (!champion || shared.length === 0) return whole;
  // Judged by today's labels, also where the champion's training had others.
  const earlier = shared.map(({ image, boxes }) => ({ image, boxes, predictions: before.get(image)! }));
  const pairs = {
    truth: shared.map(({ boxes }) => boxes),
    labels,
    champion: earlier.map(({ predictions }) => predictions),
    challenger: shared.map(({ predictions }) => predictions),
  };
  return {
    ...whole,
    pair: {
      challenger: score(challenger, shared),
      champion: score(champion, earlier),
      difference: pairedBootstrap({ ...pairs, random: seededRandom(Number.parseInt(validationHash.slice(0, 8), 16)) }),
      paired: pairedComparison(pairs)(),
    },
  };
}
