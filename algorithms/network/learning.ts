import { availableParallelism } from 'node:os';
import * as z from 'zod/mini';
import { parse, parseJson } from '../../shared/contracts/parse.ts';
import { type TaskType, taskTypeSchema } from '../../shared/contracts/project.ts';
import type { BackboneChoice } from '../backbone/find-backbone.ts';
import { readHyperparameters } from '../container/hyperparameter-file.ts';
import type { Flip } from '../images/augmentation.ts';
import { LEARNING, OF_THE_DATA, SIZED_LEARNING } from './learning-rules.ts';
import type { NetworkChoice } from './network-size.ts';

/** How a network shall learn, and which labels. */
export interface LearningSettings extends BackboneChoice {
  /** Order = class ids. */
  labels: string[];
  /** Long side of the network's input, pixels. */
  inputSize: number | 'auto';
  /** Steps alone repeat exactly. */
  maxSeconds: number | undefined;
  maxSteps: number | undefined;
  batchSize: number;
  learningRate: number;
  seed: number;
  flip: Flip | 'auto';
  threads: number;
  /** Seconds between checkpoints. */
  checkpointSeconds: number;
}

interface LearnedData {
  labelAttributeName: string;
  taskType: TaskType;
}

export interface Learning extends LearningSettings, LearnedData {}

/** `batchSize` and `width` may be left to `networkSize`. */
export interface SizedLearning extends Omit<LearningSettings, 'batchSize'>, NetworkChoice, LearnedData {}

const givenSchema = z.looseObject({ labels: z.string() });
const labelsSchema = z.array(z.string().check(z.minLength(1))).check(z.minLength(1), z.maxLength(50));

/** What a file calls itself in messages. */
const WHAT = 'hyperparameters.json';

/** Reads `hyperparameters.json` of our own algorithms. @throws InvalidDocumentError */
export function parseLearning(json: string): Learning {
  const { given, labels } = readLabels(json);
  const values = readHyperparameters({ ...LEARNING, ...OF_THE_DATA }, given, WHAT);
  return { ...settingsOf(values, labels), ...dataOf(values) };
}

/** The same of an algorithm whose network's size follows from its images. @throws InvalidDocumentError */
export function parseSizedLearning(json: string): SizedLearning {
  const { given, labels } = readLabels(json);
  const read = readHyperparameters({ ...SIZED_LEARNING, ...OF_THE_DATA }, given, WHAT);
  const { 'batch-size': batchSize, ...values } = read;
  return { ...settingsOf(values, labels), ...dataOf(values), width: values.width!, batchSize: batchSize! };
}

const dataOf = (values: ReturnType<typeof readHyperparameters<typeof OF_THE_DATA>>): LearnedData => ({
  labelAttributeName: values['label-attribute-name']!,
  taskType: parse(taskTypeSchema, values['task-type'], `${WHAT}: task-type`),
});

/** The file's values as they stand there, and the labels among them. @throws InvalidDocumentError */
export function readLabels(json: string) {
  const given = parseJson(givenSchema, json, WHAT);
  const labels = parseJson(labelsSchema, given.labels, `${WHAT}: labels`);
  parse(z.literal(labels.length), new Set(labels).size, `${WHAT}: labels without repeated names`);
  return { given, labels };
}

/** The values of `LEARNING` by our names. */
export const settingsOf = (
  values: ReturnType<typeof readHyperparameters<typeof LEARNING>>,
  labels: string[],
): LearningSettings => ({
  labels,
  inputSize: values['input-size']!,
  maxSeconds: values['max-seconds'],
  maxSteps: values['max-steps'],
  batchSize: values['batch-size']!,
  learningRate: values['learning-rate']!,
  seed: values.seed!,
  flip: values.flip!,
  pretrained: values.pretrained!,
  backbone: values.backbone || undefined,
  threads: values.threads ?? availableParallelism(),
  checkpointSeconds: values['checkpoint-seconds']!,
});
