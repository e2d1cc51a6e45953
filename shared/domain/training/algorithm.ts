import type { ExportFormat } from '../../contracts/export-formats.ts';
import type { TaskType } from '../../contracts/project.ts';
import type { AnswerFormat } from '../models/detections.ts';
import type { HyperparameterRules } from './hyperparameter-rule.ts';

/**
 * What a channel of a training job hands over of one split: the manifest as a file; the images, or for labels that are
 * files the masks, listed by a ManifestFile; both as an augmented manifest, streamed record by record; or, written for
 * the training in a format of datasets, the labels of both splits (`annotations`) and the images of one that they are
 * about (`listed-images`).
 */
export type Channel = { name: string; split: 'train' | 'validation' } & (
  | { content: 'manifest' | 'images' | 'masks' | 'augmented-manifest' }
  | { content: 'annotations' | 'listed-images'; format: ExportFormat }
);

/** The dataset version that a training job learns from. */
export interface TrainingData {
  /** Name of the version's folder under `datasets/`. */
  folder: string;
  /** Order = class ids. */
  labels: readonly string[];
  taskType: TaskType;
  /** Number of train images. */
  train: number;
  /** Number of validation images. */
  validation: number;
  /** Numbers of images on which somebody looked for every label; undefined: all. */
  checked?: { train: number; validation: number } | undefined;
}

/**
 * Names the algorithm that a training job of our own image runs (default: the detector); a model tells its own in its
 * metadata.
 */
export const ALGORITHM_VARIABLE = 'LABELLOOP_ALGORITHM';

/** All that labelloop knows of an algorithm; `algorithms/<name>/algorithm.ts` says it. */
export interface Algorithm {
  /** The task types of projects whose labels it learns. */
  taskTypes: readonly TaskType[];
  /**
   * `own`: the image that labelloop builds and the account holds; `built-in`: SageMaker's of this name, in its own
   * registries; else the URIs of images that people bring.
   */
  image: 'own' | 'built-in' | { train: string; serve: string };
  /** Its folder has programs that run in place of SageMaker's on the laptop. */
  standsIn?: true;
  /** Instance types that it trains on, and how to tell people; undefined: all. */
  instances?: { pattern: RegExp; words: string };
  inputMode: 'File' | 'Pipe';
  channels: readonly Channel[];
  /**
   * Whether it takes every label that is not drawn for absent, so that it may get only images that were checked for
   * all.
   */
  takesUndrawnForAbsent: boolean;
  /** It takes a channel `backbone` with a person's own pretrained network. */
  takesBackbone?: true;
  /** It takes a channel `model` with the champion's `model.tar.gz` and begins with what that has learned. */
  startsWarm?: true;
  /** It begins with weights that people bring, handed over by this channel. */
  takesWeights?: 'weights' | 'model';
  /** It cross-validates where validation images are few, so that it needs none. */
  crossValidates?: true;
  /** MetricDefinitions of the training job; SageMaker adds those of its built-in algorithms itself. */
  metrics: readonly { Name: string; Regex: string }[];
  /** `any`: only the algorithm itself knows them. */
  hyperparameters: HyperparameterRules | 'any';
  /** Names of the hyperparameters that `describeData` gives; people do not set them. */
  ofTheData: readonly string[];
  describeData(data: TrainingData): Record<string, string>;
  /** The shape of its answers on the endpoint and in batch transforms. */
  answer: AnswerFormat | 'sagemaker-image-classification' | 'sagemaker-semantic-segmentation';
}
