import type { DeployedAnyway, Evaluation, GateDecision, TrainingUse } from './training.ts';

/** How a model did, and what the gate said of it. Derived from `evaluations/`; stored nowhere. */
export interface ModelReport extends Omit<Evaluation, 'version'> {
  datasetVersion: number;
  decision: 'deploy' | 'keep';
  /** The gate's, for people. */
  reason: string;
  /** mAP@.5 against the champion of then, 95 % interval; null where there was none. */
  difference: { mean: number; low: number; high: number } | null;
  /** Quick models on all labeled images; absent where validation images were enough. */
  crossValidation?: GateDecision['crossValidation'];
  /** What more labels would bring; absent where the training said nothing. */
  learningCurve?: GateDecision['learningCurve'];
  /** What its training took; absent for models of before 0.2. */
  training?: TrainingUse;
  /** ISO 8601. */
  scoredAt: string;
  /** Who let it serve although the gate did not; absent where nobody did. */
  deployedAnyway?: DeployedAnyway;
}

/** One box of a picture in the console. Pixels of the upright image, origin left top. */
export interface ShownBox {
  left: number;
  top: number;
  width: number;
  height: number;
  label: string;
}

/** A validation image with what people and the model see on it. */
export interface ModelImage {
  key: string;
  width: number;
  height: number;
  truth: ShownBox[];
  predictions: Array<ShownBox & { confidence: number }>;
  /** What people are told: `misses robin`, `sees wren (0.93) where nobody marked anything`. The surest first. */
  errors: string[];
}

/** One label's precision by recall; recall grows. */
export interface PrecisionRecall {
  label: string;
  /** Objects that people marked. */
  truth: number;
  points: Array<{ recall: number; precision: number; confidence: number }>;
}

/** `counts[row][column]`: what people marked as `row` and the model saw as `column`; one more of each is nothing. */
export interface Confusion {
  labels: string[];
  counts: number[][];
}

/** One validation image with what two models see on it. */
export interface ComparedImage extends Omit<ModelImage, 'errors' | 'predictions'> {
  challenger: Pick<ModelImage, 'predictions' | 'errors'>;
  champion: Pick<ModelImage, 'predictions' | 'errors'>;
}

/** A model against the one that served when it was judged, image by image. */
export interface ChampionComparison {
  champion: string;
  /** Images on which the model makes fewer, as many and more errors. */
  better: number;
  same: number;
  worse: number;
  /** Those that differ most, first. */
  images: ComparedImage[];
}

/** What a training printed about itself, by the metric definitions of its job. */
export interface TrainingCurves {
  jobName: string;
  status: string;
  /** Seconds since its first line; thinned. */
  curves: Array<{ metric: string; points: Array<{ seconds: number; value: number }> }>;
}

/** What a model gets wrong, what each kind of error costs, and the images with the most of them. */
export interface ModelErrors {
  /** mAP@.5 that would be won without the errors of this kind. */
  gains: { missed: number; location: number; label: number; background: number };
  /** None where models find no boxes. */
  curves: PrecisionRecall[];
  /** null where an answer is no single class and no boxes. */
  confusion: Confusion | null;
  images: ModelImage[];
}
