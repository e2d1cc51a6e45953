import type { FailState } from '../definition.ts';
import type { Json } from '../json.ts';
import { LONGEST_CAUSE, LONGEST_ERROR } from '../quotas.ts';
import { StateError } from '../state-error.ts';
import type { StateType, Visit } from './state-type.ts';

async function text(template: Json | undefined, field: string, visit: Visit, longest: number): Promise<string> {
  if (template === undefined) return '';
  const value = await visit.evaluate(template, field);
  if (typeof value === 'string') return value.slice(0, longest);
  throw new StateError('States.QueryEvaluationError', `'${field}' must be a string, but is ${JSON.stringify(value)}`);
}

export const fail: StateType<FailState> = {
  fields: ['Error', 'Cause'],
  enter: async (state, visit) => ({
    kind: 'fail',
    error: await text(state.Error, 'Error', visit, LONGEST_ERROR),
    cause: await text(state.Cause, 'Cause', visit, LONGEST_CAUSE),
  }),
};
