import { availableParallelism } from 'node:os';
import * as z from 'zod/mini';
import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/manifest-line.ts';
import { parse, parseJson } from '../../shared/contracts/parse.ts';
import type { Flip } from './augmentation.ts';

export interface Hyperparameters {
  /** Order = class ids. */
  labels: string[];
  labelAttributeName: string;
  /** Long side of the network's input, pixels. */
  inputSize: number | 'auto';
  /** Training ends at the first of the two budgets; the learning rate follows the nearer one down. Infinity: not limited. Steps alone repeat exactly. */
  maxSeconds: number;
  maxSteps: number;
  batchSize: number;
  learningRate: number;
  seed: number;
  /** `auto`: see `findFlip`. */
  flip: Flip | 'auto';
  threads: number;
  /** Seconds between checkpoints. */
  checkpointSeconds: number;
}

/** When neither budget is given. */
const DEFAULT_SECONDS = 300;

const number = (minimum: number, maximum: number) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text: string) => Number(unquote(text))),
    ),
    z.number().check(z.minimum(minimum), z.maximum(maximum)),
  );
const integer = (minimum: number, maximum: number) => z.pipe(number(minimum, maximum), z.int());
const text = z.pipe(z.string(), z.transform(unquote));

const schema = z.looseObject({
  labels: z.string(),
  'label-attribute-name': z._default(text, LABEL_ATTRIBUTE_NAME),
  'input-size': z._default(z.union([z.pipe(text, z.literal('auto')), integer(32, 1024)]), 'auto'),
  'max-seconds': z.optional(number(1, 28 * 86_400)),
  'max-steps': z.optional(integer(1, 10_000_000)),
  'batch-size': z._default(integer(1, 64), 16),
  'learning-rate': z._default(number(1e-6, 1), 4e-3),
  seed: z._default(integer(0, 2 ** 31), 1),
  flip: z._default(z.pipe(text, z.enum(['auto', 'none', 'horizontal', 'any'])), 'auto'),
  threads: z.optional(integer(1, 256)),
  'checkpoint-seconds': z._default(number(0, 86_400), 10),
});

const labelsSchema = z.array(z.string().check(z.minLength(1))).check(z.minLength(1), z.maxLength(50));

/**
 * Reads `hyperparameters.json`: every value is text, framework SDKs quote it once more. Unknown names pass: built-in algorithms
 * have others.
 * @throws InvalidDocumentError
 */
export function parseHyperparameters(json: string): Hyperparameters {
  const what = 'hyperparameters.json';
  const values = parseJson(schema, json, what);
  const labels = parseJson(labelsSchema, values.labels, `${what}: labels`);
  parse(z.literal(labels.length), new Set(labels).size, `${what}: labels without repeated names`);
  return {
    labels,
    labelAttributeName: values['label-attribute-name'],
    inputSize: values['input-size'],
    maxSeconds: values['max-seconds'] ?? (values['max-steps'] === undefined ? DEFAULT_SECONDS : Infinity),
    maxSteps: values['max-steps'] ?? Infinity,
    batchSize: values['batch-size'],
    learningRate: values['learning-rate'],
    seed: values.seed,
    flip: values.flip,
    threads: values.threads ?? availableParallelism(),
    checkpointSeconds: values['checkpoint-seconds'],
  };
}

function unquote(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1) : value;
}
