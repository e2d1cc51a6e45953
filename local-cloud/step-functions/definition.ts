import type { Json } from './json.ts';

/** Amazon States Language, JSONata only, as far as this interpreter goes (docs/feature-support/step-functions.md). */
export interface Definition extends StatesBlock {
  QueryLanguage: 'JSONata';
  Comment?: string;
  Version?: string;
  TimeoutSeconds?: number;
}

/** The states of the machine, of one Parallel branch, or of a Map's ItemProcessor. */
export interface StatesBlock {
  StartAt: string;
  States: Record<string, State>;
}

/** What Assign and Output stand on: states, choice rules and catchers. */
export interface Results {
  Assign?: Record<string, Json>;
  Output?: Json;
}

export interface Retrier {
  ErrorEquals: string[];
  Comment?: string;
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher extends Results {
  ErrorEquals: string[];
  Comment?: string;
  Next: string;
}

interface StateBase extends Results {
  Comment?: string;
  QueryLanguage?: 'JSONata';
}

/** States that go on to another one or end their block. */
interface Continuing {
  Next?: string;
  End?: boolean;
}

interface Failing {
  Retry?: Retrier[];
  Catch?: Catcher[];
}

export interface TaskState extends StateBase, Continuing, Failing {
  Type: 'Task';
  Resource: string;
  Arguments?: Json;
  TimeoutSeconds?: Json;
}

export interface ChoiceRule extends Results {
  Comment?: string;
  Condition: Json;
  Next: string;
}

export interface ChoiceState extends StateBase {
  Type: 'Choice';
  Choices: ChoiceRule[];
  Default?: string;
}

export interface WaitState extends StateBase, Continuing {
  Type: 'Wait';
  Seconds?: Json;
  Timestamp?: Json;
}

export interface PassState extends StateBase, Continuing {
  Type: 'Pass';
}

export interface MapState extends StateBase, Continuing, Failing {
  Type: 'Map';
  Items?: Json;
  ItemSelector?: Json;
  MaxConcurrency?: Json;
  ItemProcessor: StatesBlock & { ProcessorConfig?: { Mode: 'INLINE' } };
}

export interface ParallelState extends StateBase, Continuing, Failing {
  Type: 'Parallel';
  Arguments?: Json;
  Branches: StatesBlock[];
}

export interface SucceedState extends StateBase {
  Type: 'Succeed';
}

export interface FailState extends StateBase {
  Type: 'Fail';
  Error?: Json;
  Cause?: Json;
}

export type State =
  | TaskState
  | ChoiceState
  | WaitState
  | PassState
  | MapState
  | ParallelState
  | SucceedState
  | FailState;

/** Where a branch runs: `[]` is the machine itself, `['Fan', 0]` the first block of state Fan, and so on inwards. */
export type BlockPath = Array<string | number>;

/** The blocks inside a state: a Map has one, a Parallel one for each branch. */
export function blocksOf(state: State): StatesBlock[] {
  if (state.Type === 'Map') return [state.ItemProcessor];
  return state.Type === 'Parallel' ? state.Branches : [];
}

/** The block at a path that this interpreter wrote itself. */
export function blockAt(definition: Definition, path: BlockPath): StatesBlock {
  let block: StatesBlock = definition;
  for (let index = 0; index < path.length; index += 2) {
    block = blocksOf(block.States[String(path[index])]!)[Number(path[index + 1])]!;
  }
  return block;
}
