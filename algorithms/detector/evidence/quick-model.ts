import type { Prediction } from '../../../shared/contracts/training.ts';
import { judgeable } from '../../../shared/domain/batches/unchecked-labels.ts';
import { HALF_WIDTHS } from '../../network/network.ts';
import { createDetector, type ModelMetadata } from '../detector.ts';
import type { Example } from '../images/augmentation.ts';
import type { LabeledFile } from '../images/dataset.ts';
import { encodeInferenceGraph } from '../network/inference-graph.ts';
import { createDetectorTrainer, type DetectorTrainerOptions } from '../trainer.ts';

const BATCH = 8;

/** As many lessons as twenty photographs need with pretrained features, and a few more for more images. */
const FEWEST_STEPS = 60;
const STEPS_OF_AN_IMAGE = 1 / 4;
const MOST_STEPS = 150;

/** Seconds of CPU time of this process since now. */
export function cpuClock(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
}

export const quickSteps = (images: number) =>
  Math.min(MOST_STEPS, Math.round(FEWEST_STEPS + STEPS_OF_AN_IMAGE * images));

export interface QuickLesson extends Omit<DetectorTrainerOptions, 'batchSize' | 'widths' | 'labels'> {
  metadata: ModelMetadata;
  steps: number;
  /** CPU time at which training ends, whatever step it is at: a busy machine takes longer instead of learning less. */
  cpuSeconds: number;
  stop: AbortSignal;
}

/**
 * Trains a small network of the detector's kind on the examples and lets it look at other images, one straight view
 * each.
 * @returns its answers, and how many steps it took
 */
export async function askQuickModel(
  examples: readonly Example[],
  asked: readonly LabeledFile[],
  { metadata, steps, cpuSeconds, stop, ...options }: QuickLesson,
): Promise<{ predictions: Prediction[][]; steps: number }> {
  const labels = metadata.labels.length;
  const trainer = await createDetectorTrainer(examples, { ...options, labels, batchSize: BATCH, widths: HALF_WIDTHS });
  const elapsed = cpuClock();
  let step = 0;
  for (; !stop.aborted; step++) {
    const progress = Math.max(step / steps, elapsed() / cpuSeconds);
    if (progress >= 1) break;
    await trainer.step(step, progress);
  }
  await trainer.close();
  const model = encodeInferenceGraph({ ...trainer.network(), flip: 'none' });
  const detector = await createDetector(model, metadata, options.threads);
  const predictions: Prediction[][] = [];
  for (const { file, unchecked } of asked)
    predictions.push(judgeable((await detector.detect(file)).annotations.map(rounded), unchecked));
  await detector.close();
  return { predictions, steps: step };
}

const tenth = (pixels: number) => Math.round(10 * pixels) / 10;

/** Without digits that say nothing: hundreds of boxes are written down for each image. */
const rounded = ({ class_id, left, top, width, height, confidence }: Prediction): Prediction => ({
  class_id,
  left: tenth(left),
  top: tenth(top),
  width: tenth(width),
  height: tenth(height),
  confidence: Math.round(1e4 * confidence) / 1e4,
});
