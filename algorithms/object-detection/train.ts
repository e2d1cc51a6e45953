import { readFile } from 'node:fs/promises';
import { averagePrecisionAt } from '../../shared/domain/models/average-precision.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { type ContainerPaths, runTraining } from '../container/container.ts';
import { trainDetector } from '../detector/training-run.ts';
import { chooseReader } from './channel-reader.ts';
import { ClientError } from './client-error.ts';
import { decodingOptions, detectorHyperparameters, parseBuiltInHyperparameters } from './hyperparameters.ts';

/**
 * SageMaker's built-in object-detection algorithm, its contract: hyperparameters, channels, log lines that metrics are
 * scraped from. What learns is labelloop's own detector.
 */
async function train(paths: ContainerPaths, started: number, stop: AbortSignal): Promise<void> {
  console.log(
    "labelloop's own detector runs here in place of SageMaker's built-in object-detection algorithm (SSD, MXNet): same contract, another network, trained from scratch",
  );
  const given = parseBuiltInHyperparameters(await readFile(paths.hyperparameters, 'utf8'));
  if (given.unused.length > 0) console.log(`hyperparameters that change nothing here: ${given.unused.join(', ')}`);
  const { read, goesOn } = await chooseReader(paths);
  const training = await read(paths, 'train', given);
  const validation = await read(paths, 'validation', given);
  const samples = training.files.length;
  if (given.trainingSamples !== samples)
    console.log(`num_training_samples is ${given.trainingSamples}, the train channel has ${samples} images`);

  const hyperparameters = detectorHyperparameters(given, samples);
  const { batchSize } = hyperparameters;
  if (batchSize !== given.batchSize)
    console.log(`mini_batch_size is ${given.batchSize}, this network takes ${batchSize}`);
  const decoding = decodingOptions(given);
  const lessons = { ...hyperparameters, warmStart: goesOn ? ('auto' as const) : ('none' as const) };
  const whole = { paths, hyperparameters: lessons, decoding, training, validation, started, stop };
  const { seen } = await trainDetector({ ...whole, ...(goesOn && { cannotBegin: refuseModel }) });
  if (!stop.aborted) console.log('#progress_metric: host=algo-1, completed 100 %');
  const score = averagePrecisionAt(given.overlapThreshold, seen!);
  console.log(`#quality_metric: host=algo-1, epoch=${given.epochs - 1}, validation mAP <score>=(${score.toFixed(6)})`);
}

/** Incremental training that could not go on is no such training. @throws ClientError */
function refuseModel(why: string): never {
  throw new ClientError(`the channel model cannot be trained on from: ${why}`);
}

await runTraining(async (...container) => {
  try {
    await train(...container);
  } catch (error) {
    throw error instanceof InvalidDocumentError ? new ClientError(error.message, { cause: error }) : error;
  }
});
