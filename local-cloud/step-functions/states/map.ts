import type { MapState } from '../definition.ts';
import { LARGEST_INLINE_CONCURRENCY } from '../quotas.ts';
import { StateError } from '../state-error.ts';
import type { Child, StateType } from './state-type.ts';

export const map: StateType<MapState> = {
  fields: [
    'Items',
    'ItemSelector',
    'MaxConcurrency',
    'ItemProcessor',
    'Retry',
    'Catch',
    'Output',
    'Assign',
    'Next',
    'End',
  ],
  /** Items default to the state's input. MaxConcurrency 0 = as many as inline Maps run at once on AWS, 40. */
  async enter(state, visit) {
    const items = state.Items === undefined ? visit.input : await visit.evaluate(state.Items, 'Items');
    if (!Array.isArray(items)) {
      throw new StateError('States.QueryEvaluationError', `'Items' must be an array, but is ${JSON.stringify(items)}`);
    }
    const wanted = await visit.evaluate(state.MaxConcurrency ?? 0, 'MaxConcurrency');
    if (!Number.isInteger(wanted) || Number(wanted) < 0) {
      throw new StateError('States.QueryEvaluationError', `'MaxConcurrency' must be an integer, but is ${wanted}`);
    }
    const children = items.map(async (value, index): Promise<Child> => {
      const item = { Index: index, Value: value };
      const input = state.ItemSelector ? await visit.evaluate(state.ItemSelector, 'ItemSelector', { item }) : value;
      return { block: 0, input, item };
    });
    const maxConcurrency = Math.min(Number(wanted) || LARGEST_INLINE_CONCURRENCY, LARGEST_INLINE_CONCURRENCY);
    return { kind: 'fork', children: await Promise.all(children), maxConcurrency };
  },
};
