import type { WaitState } from '../definition.ts';
import { LONGEST_WAIT_SECONDS } from '../quotas.ts';
import { StateError } from '../state-error.ts';
import type { StateType } from './state-type.ts';

const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export const wait: StateType<WaitState> = {
  fields: ['Seconds', 'Timestamp', 'Output', 'Assign', 'Next', 'End'],
  async enter(state, visit) {
    if (state.Seconds !== undefined) {
      const seconds = await visit.evaluate(state.Seconds, 'Seconds');
      if (!Number.isInteger(seconds) || Number(seconds) < 0 || Number(seconds) > LONGEST_WAIT_SECONDS) {
        throw new StateError(
          'States.QueryEvaluationError',
          `'Seconds' must be an integer from 0 to ${LONGEST_WAIT_SECONDS}, but is ${JSON.stringify(seconds)} ($floor it)`,
        );
      }
      return { kind: 'wait', until: visit.now + Number(seconds) * 1000 };
    }
    const timestamp = await visit.evaluate(state.Timestamp!, 'Timestamp');
    if (typeof timestamp !== 'string' || !ISO_8601.test(timestamp)) {
      throw new StateError(
        'States.QueryEvaluationError',
        `'Timestamp' must be an ISO 8601 time with a zone, but is ${JSON.stringify(timestamp)}`,
      );
    }
    return { kind: 'wait', until: Date.parse(timestamp) };
  },
};
