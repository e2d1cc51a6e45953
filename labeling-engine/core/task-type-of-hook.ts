import { TASK_TYPES, type TaskTypeName } from '../../shared/domain/answer-kinds/tasks/task-types.ts';

const NAMES = Object.keys(TASK_TYPES) as TaskTypeName[];

/**
 * The built-in task type that a hook's ARN names; `custom` for customers' own Lambdas. undefined = built in, but not
 * done here.
 */
export function taskTypeOfHook(arn: string | undefined): TaskTypeName | undefined {
  const hook = arn && /:function:(?:PRE|ACS)-([A-Za-z0-9]+)$/.exec(arn)?.[1];
  return hook ? NAMES.find((name) => TASK_TYPES[name].builtInHooks.includes(hook)) : 'custom';
}

export const isBuiltInHook = (arn: string) => /:function:(?:PRE|ACS)-[A-Za-z0-9]+$/.test(arn);
export const isPassThrough = (arn: string) => /:function:(?:PRE|ACS)-PassThrough$/.test(arn);

/** The task type of a template of a job with the customer's own hooks, by its first crowd element; else `custom`. */
export function taskTypeOfTemplate(template: string): TaskTypeName {
  const elements = [...template.matchAll(/<(crowd-[a-z-]+)/g)].map((match) => match[1]!);
  const ofElement = (element: string) =>
    NAMES.find((name) => name !== 'custom' && TASK_TYPES[name].element.tag === element);
  return elements.map(ofElement).find(Boolean) ?? 'custom';
}
