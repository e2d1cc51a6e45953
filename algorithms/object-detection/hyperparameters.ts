import { availableParallelism } from 'node:os';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { Hyperparameters } from '../detector/hyperparameters.ts';
import type { DecodingOptions } from '../detector/network/decoding.ts';
import { checkHyperparameters } from './check-hyperparameters.ts';
import { DEFAULT_SHAPE, HONOURED, UNUSED } from './hyperparameter-rules.ts';

export interface BuiltInHyperparameters {
  classes: number;
  /** How many there are, as the customer counted them. */
  trainingSamples: number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  /** Pixels. */
  imageShape: number;
  /** Numbers that one image's annotations may have: 5 a box and 2. */
  labelWidth: number;
  /** IoU from which on a prediction counts as right in `validation:mAP`. */
  overlapThreshold: number;
  nmsThreshold: number;
  /** The given ones that change nothing, `name=value`. */
  unused: string[];
}

/**
 * Reads the built-in algorithm's `hyperparameters.json`.
 * @throws ClientError in the words of SageMaker's built-in algorithms
 */
export function parseBuiltInHyperparameters(json: string): BuiltInHyperparameters {
  const given = parseJson(z.record(z.string(), z.string()), json, 'hyperparameters.json');
  const values = checkHyperparameters({ ...HONOURED, ...UNUSED }, given);
  return {
    classes: values.num_classes,
    trainingSamples: values.num_training_samples,
    epochs: values.epochs,
    batchSize: values.mini_batch_size,
    learningRate: values.learning_rate,
    imageShape: values.image_shape,
    labelWidth: values.label_width,
    overlapThreshold: values.overlap_threshold,
    nmsThreshold: values.nms_threshold,
    unused: Object.entries(given)
      .filter(([name]) => Object.hasOwn(UNUSED, name))
      .map(([name, value]) => `${name}=${value}`),
  };
}

/** The classes have numbers only: their names are in the labeling job, not in the training job. */
export const classNames = (classes: number) => Array.from({ length: classes }, (_, index) => String(index));

/**
 * With fewer images at once, batch normalisation says more about each image than about what it shows: mAP@[.5:.95] .63
 * with one, .88 with four (docs/adr).
 */
const SMALLEST_BATCH = 4;

/**
 * What our detector trains with in place of the built-in algorithm: as many images seen (`epochs` times all), with the
 * learning rate given. @param samples images of the train channel
 */
export function detectorHyperparameters(given: BuiltInHyperparameters, samples: number): Hyperparameters {
  const batchSize = Math.max(SMALLEST_BATCH, given.batchSize);
  return {
    labels: classNames(given.classes),
    labelAttributeName: '',
    inputSize: given.imageShape === DEFAULT_SHAPE ? 'auto' : given.imageShape,
    maxSeconds: Infinity,
    maxSteps: Math.ceil((given.epochs * samples) / batchSize),
    batchSize,
    width: 'auto',
    learningRate: given.learningRate,
    seed: 1,
    flip: 'auto',
    pretrained: 'auto',
    backbone: undefined,
    evidence: 'none',
    warmStart: 'none',
    threads: availableParallelism(),
    checkpointSeconds: 10,
  };
}

/** The built-in algorithm answers hundreds of rows down to the faintest; callers set a threshold. */
export const decodingOptions = ({ nmsThreshold }: BuiltInHyperparameters): DecodingOptions => ({
  minimumConfidence: 0.01,
  maximumOverlap: nmsThreshold,
  maximumBoxes: 400,
});
