import { availableParallelism } from 'node:os';
import * as z from 'zod/mini';
import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/manifest-line.ts';
import { parse, parseJson } from '../../shared/contracts/parse.ts';
import type { BackboneChoice } from '../backbone/find-backbone.ts';
import { readHyperparameters } from '../container/hyperparameter-file.ts';
import type { Flip } from '../images/augmentation.ts';
import { HYPERPARAMETERS, OF_THE_DATA } from './hyperparameter-rules.ts';

export interface Hyperparameters extends BackboneChoice {
  /** Order = class ids. */
  labels: string[];
  labelAttributeName: string;
  /** Long side of the network's input, pixels. */
  inputSize: number | 'auto';
  /** See `trainingBudget`. Steps alone repeat exactly. */
  maxSeconds: number | undefined;
  maxSteps: number | undefined;
  batchSize: number;
  learningRate: number;
  seed: number;
  /** `auto`: see `findFlip`. */
  flip: Flip | 'auto';
  /** `auto`: quick models say what the labels are worth, see `gatherEvidence`. */
  evidence: 'auto' | 'none';
  threads: number;
  /** Seconds between checkpoints. */
  checkpointSeconds: number;
}

const givenSchema = z.looseObject({ labels: z.string() });
const labelsSchema = z.array(z.string().check(z.minLength(1))).check(z.minLength(1), z.maxLength(50));

/**
 * Reads `hyperparameters.json`: every value is text, framework SDKs quote it once more. Unknown names pass: built-in
 * algorithms have others.
 * @throws InvalidDocumentError
 */
export function parseHyperparameters(json: string): Hyperparameters {
  const what = 'hyperparameters.json';
  const given = parseJson(givenSchema, json, what);
  const labels = parseJson(labelsSchema, given.labels, `${what}: labels`);
  parse(z.literal(labels.length), new Set(labels).size, `${what}: labels without repeated names`);
  const values = readHyperparameters({ ...HYPERPARAMETERS, ...OF_THE_DATA }, given, what);
  return {
    labels,
    labelAttributeName: values['label-attribute-name'] || LABEL_ATTRIBUTE_NAME,
    inputSize: values['input-size']!,
    maxSeconds: values['max-seconds'],
    maxSteps: values['max-steps'],
    batchSize: values['batch-size']!,
    learningRate: values['learning-rate']!,
    seed: values.seed!,
    flip: values.flip!,
    evidence: values.evidence!,
    pretrained: values.pretrained!,
    backbone: values.backbone || undefined,
    threads: values.threads ?? availableParallelism(),
    checkpointSeconds: values['checkpoint-seconds']!,
  };
}
