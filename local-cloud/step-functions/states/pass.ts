import type { PassState } from '../definition.ts';
import { leave, type StateType } from './state-type.ts';

export const pass: StateType<PassState> = {
  fields: ['Output', 'Assign', 'Next', 'End'],
  enter: (state, visit) => leave(state, visit, state.Next, { fallback: visit.input }),
};
