import type { Prediction } from '../../../shared/contracts/training.ts';
import type { CrossValidation, TrainingEvidence } from '../../../shared/contracts/training-evidence.ts';
import { judgeable } from '../../../shared/domain/batches/unchecked-labels.ts';
import { learningCurve } from '../../../shared/domain/models/learning-curve.ts';
import { permutation, randomFor } from '../../onnx/random.ts';
import type { Example } from '../images/augmentation.ts';
import type { LabeledFile } from '../images/dataset.ts';
import { dealFolds } from './folds.ts';
import { askQuickModel, cpuClock, type QuickLesson, quickSteps } from './quick-model.ts';

/** With so many validation images these alone judge a model. */
export const ENOUGH_VALIDATION = 20;
const FOLDS = 4;
/** A cross-validation takes this many images at most, a curve learns from and judges on so many. */
const MOST_CROSS_VALIDATED = 240;
const MOST_LEARNED = 400;
const MOST_JUDGES = 120;
/** Parts of the labels that the learning curve tries. */
const SHARES = [0.25, 0.5, 1];
/** Fewer images than this teach nothing. */
const FEWEST_LEARNED = 3;
/** A quick model that had time for less of its steps says nothing. */
const LEAST_OF_STEPS = 0.5;

export interface LabeledExample {
  labeled: LabeledFile;
  example: Example;
}

export interface EvidenceInput extends Omit<QuickLesson, 'steps' | 'cpuSeconds'> {
  train: readonly LabeledExample[];
  validation: readonly LabeledExample[];
  /**
   * CPU time that all of it may take: quick models end early for it, and where it is too little there is no evidence.
   */
  cpuSeconds: number;
  /** Steps of each quick model; `quickSteps` where nothing is said. */
  steps?: number;
  onProgress(done: number, of: number): void;
}

/** Which images a quick model learns from, in order, and which ones it is asked about. */
interface Trial {
  learn: readonly LabeledExample[];
  asked: readonly LabeledExample[];
}

/**
 * Lets quick models stand for the real one. Few validation images: all labeled images are cross-validated, near-copies
 * kept together; enough: the validation images judge. Either way a part of the labels is tried too, which gives the
 * learning curve.
 * @returns undefined where there is no time, or nothing to learn from
 */
export async function gatherEvidence(input: EvidenceInput): Promise<TrainingEvidence | undefined> {
  const { train, validation, seed, stop } = input;
  const isFew = validation.length < ENOUGH_VALIDATION;
  const shuffled = (items: readonly LabeledExample[], lane: number) =>
    permutation(items.length, randomFor(seed, 5, lane)).map((index) => items[index]!);
  const trials = isFew
    ? crossTrials(shuffled([...train, ...validation], 0).slice(0, MOST_CROSS_VALIDATED))
    : [
        {
          learn: shuffled(train, 1).slice(0, MOST_LEARNED),
          asked: shuffled(validation, 2).slice(0, MOST_JUDGES),
        },
      ];
  if (trials.length === 0) return undefined;
  const answers = await askAll(trials, isFew, input);
  if (!answers || stop.aborted) return undefined;
  const asked = trials.flatMap((trial) => trial.asked);
  const truth = asked.map(({ labeled: { boxes, unchecked } }) => judgeable(boxes, unchecked));
  const images = asked.map(({ labeled }, index): CrossValidation['images'][number] => ({
    image: baseName(labeled.file),
    boxes: truth[index]!,
    predictions: answers.get(1)![index]!,
  }));
  const learned = trials.reduce((sum, { learn }) => sum + learn.length, 0) / trials.length;
  const samples = [...answers]
    .map(([share, predictions]) => ({ images: Math.round(share * learned), predictions }))
    .sort((a, b) => a.images - b.images);
  return {
    version: 1,
    crossValidation: isFew ? { folds: trials.length, images } : null,
    learningCurve:
      samples.length > 1 ? learningCurve({ truth, labels: input.metadata.labels }, samples, randomFor(seed, 6)) : null,
  };
}

/** Each fold is asked once, about what the others teach. */
function crossTrials(images: readonly LabeledExample[]): Trial[] {
  const order = images.map((_, index) => index);
  const folds = dealFolds(
    images.map(({ example }) => example),
    order,
    FOLDS,
  );
  if (folds.length < 2) return [];
  return folds.map((fold) => ({
    asked: fold.map((index) => images[index]!),
    learn: images.filter((_, index) => !fold.includes(index)),
  }));
}

/**
 * The answers to all that is asked, by the share of the labels that was learned. The whole comes first; its first model
 * tells how fast the machine is, and so whether there is time for the parts.
 * @returns undefined where there is too little time, or no part to compare with when a curve is all that is wanted
 */
async function askAll(trials: readonly Trial[], isFew: boolean, input: EvidenceInput) {
  const fewest = Math.min(...trials.map(({ learn }) => learn.length));
  const parts = SHARES.filter((share) => share < 1 && share * fewest >= FEWEST_LEARNED);
  if (!isFew && parts.length === 0) return undefined;
  const elapsed = cpuClock();
  const secondsLeft = () => input.cpuSeconds - elapsed();
  const answers = new Map<number, Prediction[][]>();
  let queue = [1, ...parts].flatMap((share) => trials.map((trial) => ({ share, trial })));
  for (let done = 0; done < queue.length && !input.stop.aborted; done++) {
    const { share, trial } = queue[done]!;
    const wanted = input.steps ?? quickSteps(trial.learn.length);
    const ofThis = cpuClock();
    const cpuSeconds = secondsLeft() / (done === 0 ? trials.length : queue.length - done);
    const { predictions, steps } = await ask(trial, share, wanted, cpuSeconds, input);
    if (steps < LEAST_OF_STEPS * wanted) return undefined;
    answers.set(share, [...(answers.get(share) ?? []), ...predictions]);
    if (done === 0) {
      const secondsOfHalf = LEAST_OF_STEPS * ofThis() * (wanted / steps);
      const affordable = 1 + Math.floor(secondsLeft() / secondsOfHalf);
      if (affordable < queue.length) queue = queue.slice(0, trials.length);
      if (affordable < queue.length || (!isFew && queue.length === trials.length)) return undefined;
    }
    input.onProgress(done + 1, queue.length);
  }
  return answers;
}

function ask({ learn, asked }: Trial, share: number, steps: number, cpuSeconds: number, input: EvidenceInput) {
  const { frame, learningRate, flip, seed, threads, backbone, metadata, stop } = input;
  const lesson = { frame, learningRate, flip, seed, threads, backbone, metadata, stop };
  return askQuickModel(
    learn.slice(0, Math.round(share * learn.length)).map(({ example }) => example),
    asked.map(({ labeled }) => labeled),
    { ...lesson, cpuSeconds, steps },
  );
}

const baseName = (file: string) => file.slice(file.lastIndexOf('/') + 1);
