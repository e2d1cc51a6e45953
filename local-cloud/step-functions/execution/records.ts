import type { BlockPath } from '../definition.ts';
import type { Json } from '../json.ts';
import type { MapItem } from '../states/state-type.ts';
import type { TaskCall } from './call-task.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface StateMachineRecord {
  arn: string;
  name: string;
  roleArn: string;
  /** SHA-256 of the definition's text. */
  definitionHash: string;
  createdAt: number;
}

/** Times in ms since 1970. */
export interface ExecutionRecord {
  arn: string;
  name: string;
  stateMachineArn: string;
  stateMachineName: string;
  roleArn: string;
  /** What StartExecution read; later definitions do not reach this execution. */
  definitionHash: string;
  status: ExecutionStatus;
  input: Json;
  output?: Json;
  error?: string;
  cause?: string;
  startedAt: number;
  stoppedAt?: number;
  /** End of the machine's TimeoutSeconds. */
  deadline?: number;
  redriveCount: number;
  redrivenAt?: number;
  lastEventId: number;
}

/** One line of control: the execution's own (without parent), a Map iteration's, a Parallel branch's. */
export interface BranchRecord {
  id: string;
  execution: string;
  parent?: string;
  /** Index in the Map's items or the Parallel's branches. */
  position: number;
  path: BlockPath;
  state: string;
  /**
   * enter: `state` is to be entered. wait: until `wakeAt`. task: `call` is in flight.
   * retry: the state runs again at `wakeAt`. children: its iterations or branches run. queued: waits for a free place.
   */
  phase: 'enter' | 'wait' | 'task' | 'retry' | 'children' | 'queued';
  /** Set when the branch has ended; the phase then says where a redrive goes on. */
  outcome?: 'succeeded' | 'failed' | 'aborted';
  /** Grows with every change: answers and timers that belong to an older one are void. */
  revision: number;
  input: Json;
  variables: Record<string, Json>;
  /** Attempts made by each retrier of the state. */
  retries: number[];
  enteredAt: number;
  wakeAt?: number;
  call?: TaskCall;
  output?: Json;
  failure?: { error: string; cause: string };
  /** Id of the branch's last history event. */
  lastEvent: number;
  /** Whether the branch is a Map iteration: those have history events of their own. */
  isIteration: boolean;
  /** The innermost Map's item. */
  item?: MapItem;
}

export interface EventRecord {
  id: number;
  previousEventId: number;
  /** ms since 1970. */
  timestamp: number;
  type: string;
  /** The one `…EventDetails` member, if the type has one. */
  details: Record<string, unknown>;
}
