import * as z from 'zod/mini';
import type { EngineContext } from './engine-context.ts';
import { LabelingApiError } from './labeling-api-error.ts';

/**
 * One action of the labeling API, one in each file of `actions/`, listed in `actions.ts`. It has the form that every
 * service's actions have here; its schema is our own, because the engine knows no SDK.
 */
export interface LabelingAction<Name extends string, Schema extends z.core.$ZodType> {
  /** The action's name as AWS spells it. */
  name: Name;
  input: Schema;
  /**
   * @param input checked against the schema, in AWS spelling
   * @returns the response in AWS spelling, with `Date`s for timestamps
   * @throws LabelingApiError
   */
  handle(input: z.output<Schema>, engine: EngineContext): Promise<Record<string, unknown>>;
}

/** An action with its engine: takes any request, checks it at the door. @throws LabelingApiError */
export type BoundLabelingAction = (request: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** One action, with the types of its name and input. */
export const defineAction = <const Name extends string, Schema extends z.core.$ZodType>(
  action: LabelingAction<Name, Schema>,
): LabelingAction<Name, Schema> => action;

/** Gives an action its engine, and its request a check that tells every problem in AWS's words. */
export function bindAction(
  action: LabelingAction<string, z.core.$ZodType>,
  engine: EngineContext,
): BoundLabelingAction {
  return async (request) => {
    const checked = z.safeParse(action.input, request);
    if (checked.success) return action.handle(checked.data, engine);
    const problems = checked.error.issues.map((issue) => describe(issue, request));
    const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
    throw new LabelingApiError('ValidationException', `${count} detected: ${problems.join('; ')}`);
  };
}

/** `Value 'x' at 'humanTaskConfig.taskTitle' failed to satisfy constraint: …` */
function describe(issue: z.core.$ZodIssue, request: unknown): string {
  const held = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    request,
  );
  const path = issue.path.map((key) =>
    typeof key === 'number' ? `${key + 1}.member` : String(key).charAt(0).toLowerCase() + String(key).slice(1),
  );
  const value =
    held === undefined || held === null ? 'null' : `'${typeof held === 'string' ? held : JSON.stringify(held)}'`;
  const constraint = held === undefined ? 'Member must not be null' : issue.message;
  return `Value ${value.slice(0, 300)} at '${path.join('.')}' failed to satisfy constraint: ${constraint}`;
}
