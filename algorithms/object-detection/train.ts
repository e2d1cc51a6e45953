import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';
import { averagePrecisionAt } from '../../shared/domain/average-precision.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { type ContainerPaths, runTraining } from '../detector/container.ts';
import type { LabeledFiles } from '../detector/dataset.ts';
import { trainDetector } from '../detector/training-run.ts';
import { annotationChannel, readAnnotatedFolder } from './annotated-folder.ts';
import { ClientError } from './client-error.ts';
import {
  type BuiltInHyperparameters,
  decodingOptions,
  detectorHyperparameters,
  parseBuiltInHyperparameters,
} from './hyperparameters.ts';
import { readPipedChannel } from './piped-channel.ts';

const channelsSchema = z.record(
  z.string(),
  z.looseObject({ TrainingInputMode: z.string(), ContentType: z._default(z.string(), '') }),
);
const CHANNELS = ['train', 'validation'];
const IMAGE_TYPES = ['image/jpeg', 'image/png', 'application/x-image'];

/**
 * SageMaker's built-in object-detection algorithm, its contract: hyperparameters, channels, log lines that metrics are scraped from.
 * What learns is labelloop's own detector.
 */
async function train(paths: ContainerPaths, started: number, stop: AbortSignal): Promise<void> {
  console.log(
    "labelloop's own detector runs here in place of SageMaker's built-in object-detection algorithm (SSD, MXNet): same contract, another network, trained from scratch",
  );
  const given = parseBuiltInHyperparameters(await readFile(paths.hyperparameters, 'utf8'));
  if (given.unused.length > 0) console.log(`hyperparameters that change nothing here: ${given.unused.join(', ')}`);
  const read = await chooseReader(paths);
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
  const begun = performance.now();
  const seen = await trainDetector({ paths, hyperparameters, decoding, training, validation, started, stop });
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `#throughput_metric: host=algo-1, train throughput=${((given.epochs * samples) / seconds).toFixed(3)} records/second`,
  );
  console.log('#progress_metric: host=algo-1, completed 100 %');
  const score = averagePrecisionAt(given.overlapThreshold, seen!);
  console.log(`#quality_metric: host=algo-1, epoch=${given.epochs - 1}, validation mAP <score>=(${score.toFixed(6)})`);
}

type Read = (paths: ContainerPaths, channel: string, hyperparameters: BuiltInHyperparameters) => Promise<LabeledFiles>;

/** How the train and validation channels are to be read. @throws ClientError, missing channels in the built-ins' words */
async function chooseReader(paths: ContainerPaths): Promise<Read> {
  const channels = parseJson(channelsSchema, await readFile(paths.channels, 'utf8'), 'inputdataconfig.json');
  const require = (names: string[]) => {
    for (const name of names.filter((name) => !channels[name]))
      throw new ClientError(
        `Unable to initialize the algorithm. Failed to validate input data configuration. (caused by ValidationError)\n\nCaused by: '${name}' is a required property`,
      );
  };
  require(CHANNELS);
  if (channels.model) throw new ClientError("labelloop's stand-in for object-detection does not train on from a model");
  const given = CHANNELS.map((name) => channels[name]!);
  if (given.every(({ TrainingInputMode }) => TrainingInputMode === 'Pipe')) return readPipedChannel;
  require(CHANNELS.map(annotationChannel));
  if (given.every(({ ContentType }) => IMAGE_TYPES.includes(ContentType))) return readAnnotatedFolder;
  throw new ClientError(
    `labelloop's stand-in for object-detection reads augmented manifests in the input mode Pipe, or images (ContentType ${IMAGE_TYPES.join(', ')}) with JSON annotations in the input mode File`,
  );
}

await runTraining(async (...container) => {
  try {
    await train(...container);
  } catch (error) {
    throw error instanceof InvalidDocumentError ? new ClientError(error.message, { cause: error }) : error;
  }
});
