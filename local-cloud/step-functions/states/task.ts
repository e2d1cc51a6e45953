import type { TaskState } from '../definition.ts';
import { withinPayload } from '../quotas.ts';
import { StateError } from '../state-error.ts';
import type { StateType } from './state-type.ts';

export const task: StateType<TaskState> = {
  fields: ['Resource', 'Arguments', 'TimeoutSeconds', 'Retry', 'Catch', 'Output', 'Assign', 'Next', 'End'],
  async enter(state, visit) {
    const argument = state.Arguments === undefined ? visit.input : await visit.evaluate(state.Arguments, 'Arguments');
    const timeout =
      state.TimeoutSeconds === undefined ? undefined : await visit.evaluate(state.TimeoutSeconds, 'TimeoutSeconds');
    if (timeout !== undefined && (!Number.isInteger(timeout) || Number(timeout) < 1)) {
      throw new StateError(
        'States.QueryEvaluationError',
        `'TimeoutSeconds' must be a positive integer, not ${timeout}`,
      );
    }
    return {
      kind: 'call',
      call: {
        resource: state.Resource,
        arguments: withinPayload(argument, `the arguments of '${visit.name}'`),
        ...(timeout !== undefined && { timeoutSeconds: Number(timeout) }),
      },
    };
  },
};
