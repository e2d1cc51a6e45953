import type { State } from '../definition.ts';
import { choice } from './choice.ts';
import { fail } from './fail.ts';
import { map } from './map.ts';
import { parallel } from './parallel.ts';
import { pass } from './pass.ts';
import type { StateType, Step, Visit } from './state-type.ts';
import { succeed } from './succeed.ts';
import { task } from './task.ts';
import { wait } from './wait.ts';

type StateTypes = { [Type in State['Type']]: StateType<Extract<State, { Type: Type }>> };

/** Every state type that this interpreter runs. */
export const STATE_TYPES: StateTypes = {
  Task: task,
  Choice: choice,
  Wait: wait,
  Pass: pass,
  Map: map,
  Parallel: parallel,
  Succeed: succeed,
  Fail: fail,
};

/** @throws StateError */
export function enterState<Type extends State['Type']>(
  state: Extract<State, { Type: Type }> & { Type: Type },
  visit: Visit,
): Promise<Step> {
  const type: StateType<Extract<State, { Type: Type }>> = STATE_TYPES[state.Type];
  return type.enter(state, visit);
}
