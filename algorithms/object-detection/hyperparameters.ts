import { availableParallelism } from 'node:os';
import * as z from 'zod/mini';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { DecodingOptions } from '../detector/decoding.ts';
import type { Hyperparameters } from '../detector/hyperparameters.ts';
import { anyText, checkHyperparameters, integerFrom, oneOf, share, zeroToOne } from './hyperparameter-rule.ts';

/** Our network has no input size of its own: with this one it chooses by the sizes of the objects. */
const DEFAULT_SHAPE = 300;

/** The built-in algorithm's (SageMaker developer guide, object-detection-api-config). These mean the same here: */
export const HONOURED = {
  num_classes: integerFrom(1),
  num_training_samples: integerFrom(1),
  epochs: integerFrom(1, 30),
  mini_batch_size: integerFrom(1, 32),
  learning_rate: share(0.001),
  image_shape: integerFrom(DEFAULT_SHAPE, DEFAULT_SHAPE),
  label_width: integerFrom(1, 350),
  overlap_threshold: share(0.5),
  nms_threshold: share(0.45),
};

/** These say how an SSD on VGG or ResNet learns by MXNet: nothing to a network of our own. */
export const UNUSED = {
  base_network: oneOf(['vgg-16', 'resnet-50'], 'vgg-16'),
  use_pretrained_model: oneOf(['0', '1'], '1'),
  freeze_layer_pattern: anyText,
  optimizer: oneOf(['sgd', 'adam', 'rmsprop', 'adadelta'], 'sgd'),
  momentum: share(0.9),
  weight_decay: share(0.0005, 'below 1'),
  lr_scheduler_step: anyText,
  lr_scheduler_factor: share(0.1, 'below 1'),
  kv_store: oneOf(['dist_sync', 'dist_async'], 'dist_sync'),
  early_stopping: oneOf(['True', 'False'], 'False'),
  early_stopping_min_epochs: integerFrom(1, 10),
  early_stopping_patience: integerFrom(1, 5),
  early_stopping_tolerance: zeroToOne(0),
};

export interface BuiltInHyperparameters {
  classes: number;
  /** As the customer counted them. */
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

/** Reads the built-in algorithm's `hyperparameters.json`. @throws ClientError in the words of SageMaker's built-in algorithms */
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

/** With fewer images at once, batch normalisation says more about each image than about what it shows: mAP@[.5:.95] .63 with one, .88 with four (docs/adr). */
const SMALLEST_BATCH = 4;

/**
 * What our detector trains with in place of the built-in algorithm: as many images seen (`epochs` times all), with the learning rate
 * given. @param samples images of the train channel
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
    learningRate: given.learningRate,
    seed: 1,
    flip: 'auto',
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
