import type { PngCodec } from '../images/png-pixels.ts';
import type { ErrorSplit } from './detection-errors.ts';

/** How good a model is, see `evaluationSchema`. */
export interface KindScore {
  score: number;
  others: Record<string, number>;
  perLabel: Record<string, { score: number | null; truth: number }>;
  errors: ErrorSplit;
}

/** What a label and an answer are read with. */
export interface Reading {
  /** Order = class ids. */
  labels: readonly string[];
  codec: Pick<PngCodec, 'inflate'>;
  /** The bytes behind an S3 URI. */
  readBytes(uri: string): Promise<Uint8Array>;
}

/**
 * All that differs between models of one type of task and another, boxes excepted: what an answer is, how it is held
 * against people's label, and what it is worth. `Judged` is one image's comparison, small enough to keep for all of
 * them.
 */
export interface ModelKind<Judged> {
  /** Name of the score that the gate judges. */
  metric: string;
  /**
   * Holds the answer of a batch transform against the label of a dataset's line. An image that the model could not read
   * has the empty answer.
   * @param what the answer's name for messages
   * @throws InvalidDocumentError, ModelAnswerError
   */
  judge(line: Readonly<Record<string, unknown>>, answer: string, what: string, reading: Reading): Promise<Judged>;
  score(images: readonly Judged[], labels: readonly string[]): KindScore;
  /** Scores resamples: each image counted `weights[image]` times. */
  scorer(images: readonly Judged[], labels: number): (weights: readonly number[]) => number;
  /** What the score would win if no error of a kind were made. */
  gains(images: readonly Judged[], labels: readonly string[]): ErrorSplit;
  /**
   * What is wrong with an image's answer, for people, and the classes that people and the model see; the surest first.
   */
  describe(image: Judged, labels: readonly string[]): ShownAnswer;
  /** Whether an endpoint answers an image as the transform did. @throws ModelAnswerError for an answer that is none */
  agrees(expected: string, answered: string, what: string, reading: Pick<Reading, 'labels' | 'codec'>): boolean;
}

export interface ShownAnswer {
  truth: string[];
  predictions: Array<{ label: string; confidence: number }>;
  errors: string[];
}
