import type { SucceedState } from '../definition.ts';
import { leave, type StateType } from './state-type.ts';

export const succeed: StateType<SucceedState> = {
  fields: ['Output'],
  enter: (state, visit) => leave(state, visit, undefined, { fallback: visit.input }),
};
