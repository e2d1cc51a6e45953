import * as z from 'zod/mini';
import { findAlgorithm } from '../../algorithms/algorithms.ts';
import { automaticLabelingSchema } from '../../shared/contracts/automatic-labeling.ts';
import { ownAlgorithmSchema } from '../../shared/contracts/own-algorithm.ts';
import { type Project, projectSchema } from '../../shared/contracts/project.ts';
import { NO_ALGORITHM } from '../../shared/domain/batches/labels-only.ts';
import { trainingProblems } from '../../shared/domain/training/check-training.ts';
import { CommandError, usageError } from '../command.ts';
import { closestName } from '../did-you-mean.ts';

/** What a project is, not how it works: why each cannot be changed. */
export const FIXED: Readonly<Record<string, string>> = {
  version: 'it says how project.json is written',
  project: 'it is the name of the project in every key',
  uid: 'the names of jobs are made of it',
  taskType: 'the labels that people made are of this kind; make another project',
  labels: 'class ids are in use; `labelloop classes --add` appends one',
};
const HYPERPARAMETERS = 'training.hyperparameters.';
/** Settings of which some may be absent in a project that was made before they were. */
const MAY_BE_ABSENT = new Set([
  ...(['labeling', 'training', 'gate'] as const).flatMap((part) =>
    Object.keys(projectSchema.shape[part].shape).map((name) => `${part}.${name}`),
  ),
  ...['endpoint.instanceCount', 'endpoint.rollout'],
  ...['shifting', 'percent', 'waitSeconds'].map((name) => `endpoint.rollout.${name}`),
  ...['capture', 'capture.sampled', 'capture.retentionDays', 'feedback'],
  ...['unsure', 'sample', 'dailyCap'].map((name) => `feedback.${name}`),
  ...Object.keys(automaticLabelingSchema.shape).map((name) => `labeling.automatic.${name}`),
  ...Object.keys(ownAlgorithmSchema.shape).map((name) => `training.algorithm.${name}`),
]);

type Tree = { [name: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every setting as its dotted key and its value. */
function flatten(tree: Tree, prefix = ''): Array<[string, unknown]> {
  return Object.entries(tree).flatMap(
    ([name, value]): Array<[string, unknown]> =>
      isTree(value) ? flatten(value, `${prefix}${name}.`) : [[`${prefix}${name}`, value]],
  );
}

/** What is there; undefined where nothing is. */
const valueAt = (tree: object, path: ReadonlyArray<PropertyKey>) =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], tree);

/**
 * The settings below the keys, or all of them; undefined for one that the project does not say.
 * @throws CommandError for a key that there is not
 */
export function listSettings(project: Project, keys: readonly string[]): Array<[string, unknown]> {
  const all = flatten(project);
  if (keys.length === 0) return all;
  return keys.flatMap((key) => {
    const found = all.filter(([name]) => name === key || name.startsWith(`${key}.`));
    if (found.length > 0 || isHyperparameter(key)) return found;
    if (!MAY_BE_ABSENT.has(key)) throw unknownKey(key, project);
    return [[key, valueAt(project, key.split('.'))]];
  });
}

const unknownKey = (key: string, project: Project) => {
  const names = flatten(project).map(([name]) => name);
  const lastOf = (name: string) => name.slice(name.lastIndexOf('.') + 1);
  const last = closestName(lastOf(key), names.map(lastOf));
  const alike = names.filter((name) => lastOf(name) === last);
  const close = closestName(key, names) ?? (alike.length === 1 ? alike[0] : undefined);
  const todo = close ? `did you mean ${close}?` : `\`labelloop config ${project.project}\` lists them`;
  return usageError(`there is no setting ${key}`, todo);
};

/** A setting's key and its new value; undefined removes a hyperparameter. */
export type Setting = readonly [key: string, value: unknown];

export const isHyperparameter = (key: string) => key.startsWith(HYPERPARAMETERS);

/** Which algorithm it is: a name, or an image of people's own whatever else is said of it. */
const identityOf = (algorithm: unknown) => (isTree(algorithm) ? algorithm.image : algorithm);

/** What was set for an algorithm that gives way to another means nothing to that one: hyperparameters and weights. */
function leftBehind({ training }: Project, settings: readonly Setting[]): Setting[] {
  const next = settings.findLast(([key]) => key === 'training.algorithm');
  if (!next || identityOf(next[1]) === identityOf(training.algorithm)) return [];
  return [
    ...Object.keys(training.hyperparameters).map((name): Setting => [`${HYPERPARAMETERS}${name}`, undefined]),
    ...(training.weights ? [['training.weights', null] as const] : []),
  ];
}

/**
 * The project with the changes in it. Another algorithm begins without the hyperparameters and weights of the one
 * before.
 * @param changes `key=value` each; a value is JSON, or text where it is none; `null` takes a text away where there need
 *   be none
 * @throws CommandError for a key that there is not or that cannot change, and for values that the project or its
 *   algorithm refuses
 */
export function applySettings(project: Project, changes: readonly string[]): Project {
  const before = new Map(flatten(project));
  const settings = changes.map((change): Setting => {
    const [key, text] = [change.slice(0, change.indexOf('=')), change.slice(change.indexOf('=') + 1)];
    if (isHyperparameter(key)) return [key, text === '' ? undefined : text];
    const isText = typeof before.get(key) === 'string' && !text.startsWith('{') && text !== 'null';
    return [key, isText ? text : readValue(text)];
  });
  return changeSettings(project, [...leftBehind(project, settings), ...settings]);
}

/**
 * The project with these settings in it.
 * @throws CommandError as `applySettings` does
 */
export function changeSettings(project: Project, settings: readonly Setting[]): Project {
  const next = structuredClone(project) as unknown as Tree;
  const before = new Map(flatten(project));
  for (const [key, value] of settings) {
    const fixed = FIXED[key.split('.')[0]!];
    if (fixed) throw new CommandError(`${key} cannot be changed`, { why: fixed });
    if (!before.has(key) && !MAY_BE_ABSENT.has(key) && !isHyperparameter(key)) throw unknownKey(key, project);
    setAt(next, key, value);
  }
  const read = z.safeParse(projectSchema, next);
  if (!read.success)
    throw new CommandError(read.error.issues.map((issue) => inWords(issue, next)).join('; '), {
      todo: 'nothing was changed',
    });
  const checked = read.data;
  if (checked.training.algorithm === NO_ALGORITHM) return checked;
  const algorithm = findAlgorithm(checked.training.algorithm);
  // What was wrong before is no reason to refuse another change, e.g. of a project whose task type nothing trains.
  const known = trainingProblems(
    { ...project, training: { ...project.training, algorithm: checked.training.algorithm } },
    algorithm,
  );
  const problems = trainingProblems(checked, algorithm).filter((problem) => !known.includes(problem));
  if (problems.length > 0) throw new CommandError(problems.join('; '), { where: `the settings of ${project.project}` });
  return checked;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a group of settings, {"name": value}',
  array: 'a list, ["one", "two"]',
};

/** An issue of the schema as a sentence for people: which setting, what it holds, what it may hold. */
function inWords(issue: z.core.$ZodIssue, settings: Tree): string {
  const held = valueAt(settings, issue.path);
  const unit = 'origin' in issue && issue.origin === 'string' ? ' characters' : '';
  const may = {
    too_small: () =>
      `must be ${'inclusive' in issue && issue.inclusive === false ? 'more than' : 'at least'} ${(issue as z.core.$ZodIssueTooSmall).minimum}${unit}`,
    too_big: () =>
      `must be ${'inclusive' in issue && issue.inclusive === false ? 'less than' : 'at most'} ${(issue as z.core.$ZodIssueTooBig).maximum}${unit}`,
    invalid_type: () => {
      const { expected } = issue as z.core.$ZodIssueInvalidType;
      return `must be ${KINDS[expected] ?? `a ${expected}`}`;
    },
    invalid_value: () => `must be one of ${(issue as z.core.$ZodIssueInvalidValue).values.join(', ')}`,
  }[issue.code as string];
  return `${issue.path.join('.')} ${may?.() ?? issue.message}; ${held === undefined ? 'it is missing' : `it would be ${JSON.stringify(held)}`}`;
}

function setAt(tree: Tree, key: string, value: unknown): void {
  if (isHyperparameter(key)) {
    const values = (tree.training as Tree).hyperparameters as Tree;
    const name = key.slice(HYPERPARAMETERS.length);
    if (value === undefined) delete values[name];
    // SageMaker's hyperparameters are texts.
    else values[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return;
  }
  const path = key.split('.');
  const last = path.pop()!;
  const at = path.reduce((branch, name) => {
    // A group that is not there yet, such as labeling.automatic, begins with its first setting.
    branch[name] ??= {};
    return branch[name] as Tree;
  }, tree);
  if (!isTree(at)) throw new CommandError(`${key} cannot be set: ${path.join('.')} is ${JSON.stringify(at)}`);
  at[last] = value;
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
