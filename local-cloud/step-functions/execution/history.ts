import { REGION } from '../../wire/service.ts';
import type { State } from '../definition.ts';
import type { Json } from '../json.ts';
import { parseResource } from '../task-resources.ts';
import type { TaskCall } from './call-task.ts';

/** A history event before it has an id. */
export interface NewEvent {
  type: string;
  details: Record<string, unknown>;
}

const NOT_TRUNCATED = { truncated: false };
const text = (value: Json) => JSON.stringify(value);

const event = (type: string, member?: string, members: Record<string, unknown> = {}): NewEvent => ({
  type,
  details: member ? { [`${member}EventDetails`]: members } : {},
});

export const stateEntered = (state: State, name: string, input: Json) =>
  event(`${state.Type}StateEntered`, 'stateEntered', { name, input: text(input), inputDetails: NOT_TRUNCATED });

export function stateExited(state: State, name: string, output: Json, assigned: Record<string, Json>): NewEvent {
  const variables = Object.entries(assigned).map(([variable, value]) => [variable, text(value)]);
  return event(`${state.Type}StateExited`, 'stateExited', {
    name,
    output: text(output),
    outputDetails: NOT_TRUNCATED,
    ...(variables.length > 0 && {
      assignedVariables: Object.fromEntries(variables),
      assignedVariablesDetails: NOT_TRUNCATED,
    }),
  });
}

function resourceMembers(call: TaskCall) {
  const resource = parseResource(call.resource);
  return { resourceType: resource?.resourceType ?? '', resource: resource?.action ?? call.resource };
}

export const taskScheduled = (call: TaskCall) =>
  event('TaskScheduled', 'taskScheduled', {
    ...resourceMembers(call),
    region: REGION,
    parameters: text(call.arguments),
    ...(call.timeoutSeconds !== undefined && { timeoutInSeconds: call.timeoutSeconds }),
  });
export const taskStarted = (call: TaskCall) => event('TaskStarted', 'taskStarted', resourceMembers(call));
export const taskSucceeded = (call: TaskCall, output: Json) =>
  event('TaskSucceeded', 'taskSucceeded', {
    ...resourceMembers(call),
    output: text(output),
    outputDetails: NOT_TRUNCATED,
  });

export interface TaskFailure {
  error: string;
  cause: string;
}

export const taskFailed = (call: TaskCall, failure: TaskFailure) =>
  event('TaskFailed', 'taskFailed', { ...resourceMembers(call), ...failure });
export const taskTimedOut = (call: TaskCall, failure: TaskFailure) =>
  event('TaskTimedOut', 'taskTimedOut', { ...resourceMembers(call), ...failure });
export const evaluationFailed = (state: string, failure: TaskFailure) =>
  event('EvaluationFailed', 'evaluationFailed', { ...failure, state });

/** `MapStateStarted`, `ParallelStateFailed` and their like. */
export const forkEvent = (state: State, what: 'Started' | 'Succeeded' | 'Failed', length: number) =>
  state.Type === 'Map' && what === 'Started'
    ? event('MapStateStarted', 'mapStateStarted', { length })
    : event(`${state.Type}State${what}`);

export const mapIteration = (what: 'Started' | 'Succeeded' | 'Failed', name: string, index: number) =>
  event(`MapIteration${what}`, `mapIteration${what}`, { name, index });

export const executionStarted = (input: Json, roleArn: string) =>
  event('ExecutionStarted', 'executionStarted', { input: text(input), inputDetails: NOT_TRUNCATED, roleArn });
export const executionSucceeded = (output: Json) =>
  event('ExecutionSucceeded', 'executionSucceeded', { output: text(output), outputDetails: NOT_TRUNCATED });
export const executionFailed = (failure: TaskFailure) => event('ExecutionFailed', 'executionFailed', { ...failure });
export const executionAborted = (failure: Partial<TaskFailure>) =>
  event('ExecutionAborted', 'executionAborted', { ...failure });
export const executionTimedOut = () => event('ExecutionTimedOut', 'executionTimedOut');
export const executionRedriven = (redriveCount: number) =>
  event('ExecutionRedriven', 'executionRedriven', { redriveCount });
