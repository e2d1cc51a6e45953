import type { ParallelState } from '../definition.ts';
import type { StateType } from './state-type.ts';

export const parallel: StateType<ParallelState> = {
  fields: ['Branches', 'Arguments', 'Retry', 'Catch', 'Output', 'Assign', 'Next', 'End'],
  async enter(state, visit) {
    const input = state.Arguments === undefined ? visit.input : await visit.evaluate(state.Arguments, 'Arguments');
    return {
      kind: 'fork',
      children: state.Branches.map((_, block) => ({ block, input })),
      maxConcurrency: state.Branches.length,
    };
  },
};
