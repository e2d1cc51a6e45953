import type { Prediction } from '../../shared/contracts/training.ts';
import { type DetectionScore, meanAveragePrecision } from '../../shared/domain/models/average-precision.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { detectObjects } from './detect-objects.ts';
import type { TrueBox } from './labeled-box.ts';

/** An image that the model has never seen, and what is on it. */
export interface TestImage {
  fileName: string;
  bytes: Uint8Array;
  truth: readonly TrueBox[];
}

export interface EndpointMeasure {
  score: DetectionScore;
  /** In the images' order. */
  predictions: Prediction[][];
}

const PARALLEL = 2;

/**
 * Asks the live endpoint about every image and scores the answers.
 * @param progress called with the number of images done
 */
export async function measureEndpoint(
  endpointName: string,
  images: readonly TestImage[],
  labels: readonly string[],
  progress: (done: number) => void,
): Promise<EndpointMeasure> {
  let done = 0;
  const predictions = await inParallel(images, PARALLEL, async ({ bytes }) => {
    const boxes = await detectObjects(endpointName, bytes);
    progress(++done);
    return boxes;
  });
  const truth = images.map((image) =>
    image.truth.map(({ label, ...box }) => ({ class_id: labels.indexOf(label), ...box })),
  );
  return { score: meanAveragePrecision({ truth, predictions, labels }), predictions };
}
