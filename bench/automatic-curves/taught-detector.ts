import { rm } from 'node:fs/promises';
import { containerPaths } from '../../algorithms/container/container.ts';
import { parseHyperparameters } from '../../algorithms/detector/hyperparameters.ts';
import type { LabeledFile } from '../../algorithms/detector/images/dataset.ts';
import { trainDetector } from '../../algorithms/detector/training-run.ts';
import type { Prediction } from '../../shared/contracts/training.ts';

/** As `algorithms/detector/train.ts` decodes. */
const DECODING = { minimumConfidence: 0.02, maximumOverlap: 0.6, maximumBoxes: 100 };

export interface Course {
  labels: readonly string[];
  seed: number;
  /** Laid out as `/opt/ml`, deleted afterwards: a training that was killed goes on from the checkpoint in it. */
  root: string;
  /** Tells this training's checkpoint from any other's. */
  hash: string;
  /** Of training, beside the project's defaults. */
  hyperparameters: Record<string, string>;
}

/** What the project's detector says of images once it has learnt from others, in its own training with one thread. */
export async function askTaughtDetector(
  learnt: readonly LabeledFile[],
  asked: readonly LabeledFile[],
  { labels, seed, root, hash, hyperparameters }: Course,
): Promise<Prediction[][]> {
  const given = { labels: JSON.stringify(labels), seed: String(seed), threads: '1', evidence: 'none' };
  const { seen } = await trainDetector({
    paths: containerPaths({ ML_ROOT: root }),
    hyperparameters: parseHyperparameters(JSON.stringify({ ...given, ...hyperparameters })),
    decoding: DECODING,
    training: { files: [...learnt], skipped: 0, hash },
    validation: { files: [...asked], skipped: 0, hash },
    started: performance.now(),
    stop: new AbortController().signal,
  });
  await rm(root, { recursive: true });
  return seen!.predictions.map((each) => [...each]);
}
