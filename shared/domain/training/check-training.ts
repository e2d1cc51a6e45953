import type { Project } from '../../contracts/project.ts';
import type { Algorithm } from './algorithm.ts';

/** What people call the algorithm: its name, or the image that they bring. */
export const algorithmName = (algorithm: Project['training']['algorithm']) =>
  typeof algorithm === 'string' ? algorithm : algorithm.image;

/**
 * What keeps a project's training from working with the algorithm, one sentence each: a task type or an instance that
 * it does not train, hyperparameters that it does not have or whose values it refuses. None: all is well.
 */
export function trainingProblems(
  { training, taskType }: Pick<Project, 'training' | 'taskType'>,
  algorithm: Algorithm,
): string[] {
  const { instanceType } = training;
  const name = algorithmName(training.algorithm);
  const { instances, taskTypes } = algorithm;
  const problems = Object.entries(training.hyperparameters).map(([hyperparameter, text]) =>
    hyperparameterProblem(algorithm, name, hyperparameter, text),
  );
  if (instances && !instances.pattern.test(instanceType))
    problems.unshift(`training.instanceType is ${instanceType}; ${name} trains on ${instances.words}`);
  if (training.backbone && !algorithm.takesBackbone)
    problems.unshift(`training.backbone is set, and ${name} takes none`);
  if (training.weights && !algorithm.takesWeights) problems.unshift(`training.weights is set, and ${name} takes none`);
  if (!taskTypes.includes(taskType))
    problems.unshift(`training.algorithm is ${name}, which learns ${taskTypes.join(', ')}, not ${taskType}`);
  return problems.filter((problem) => problem !== undefined);
}

function hyperparameterProblem(algorithm: Algorithm, name: string, hyperparameter: string, text: string) {
  const field = `training.hyperparameters.${hyperparameter}`;
  if (algorithm.ofTheData.includes(hyperparameter))
    return `${field} cannot be set: labelloop takes it from the dataset of each training`;
  const { hyperparameters } = algorithm;
  if (hyperparameters === 'any') return lengthProblem(field, hyperparameter, text);
  const settable = Object.keys(hyperparameters).filter((one) => !algorithm.ofTheData.includes(one));
  if (!Object.hasOwn(hyperparameters, hyperparameter))
    return `${field}: ${name} has no hyperparameter of this name; it has ${settable.join(', ')}`;
  const rule = hyperparameters[hyperparameter]!;
  return rule.read(text) === undefined ? `${field} is ${JSON.stringify(text)}; it ${rule.expects}` : undefined;
}

/** SageMaker's limits for names and values of hyperparameters. */
const LONGEST = { name: 256, value: 2_500 };

function lengthProblem(field: string, name: string, text: string) {
  if (name.length > LONGEST.name) return `${field}: SageMaker takes names of ${LONGEST.name} characters`;
  return text.length > LONGEST.value
    ? `${field} has ${text.length} characters; SageMaker takes ${LONGEST.value}`
    : undefined;
}
