import type { Results, State } from '../definition.ts';
import type { TaskCall } from '../execution/call-task.ts';
import type { Json } from '../json.ts';

/** One stay in one state. */
export interface Visit {
  now: number;
  /** Name of the state. */
  name: string;
  input: Json;
  /** The reserved `$states.result`, `$states.errorOutput` and the Map item's context come in `reserved`. */
  evaluate(template: Json, field: string, reserved?: Reserved): Promise<Json>;
}

export interface Reserved {
  result?: Json;
  errorOutput?: Json;
  item?: MapItem;
}

/** `$states.context.Map.Item`. */
export interface MapItem {
  Index: number;
  Value: Json;
}

/** What shall happen next to a branch. */
export type Step =
  | { kind: 'leave'; next: string | undefined; output: Json; assign: Record<string, Json> }
  | { kind: 'wait'; until: number }
  | { kind: 'call'; call: TaskCall }
  | { kind: 'fork'; children: Child[]; maxConcurrency: number }
  | { kind: 'fail'; error: string; cause: string };

/** A Map iteration or a Parallel branch. */
export interface Child {
  /** Index in `blocksOf(state)`. */
  block: number;
  input: Json;
  item?: MapItem;
}

export interface StateType<Kind extends State> {
  /** The fields that this interpreter knows, beside Type, Comment and QueryLanguage; all others are refused. */
  fields: readonly string[];
  /** @throws StateError */
  enter(state: Kind, visit: Visit): Promise<Step>;
}

/** Evaluates Assign and Output, both on the variables' old values, as a state, a choice rule or a catcher ends. */
export async function leave(
  results: Results,
  visit: Visit,
  next: string | undefined,
  { fallback, ...reserved }: Reserved & { fallback: Json },
): Promise<Step> {
  const assign = await visit.evaluate(results.Assign ?? {}, 'Assign', reserved);
  const output = results.Output === undefined ? fallback : await visit.evaluate(results.Output, 'Output', reserved);
  return { kind: 'leave', next, output, assign: assign as Record<string, Json> };
}
