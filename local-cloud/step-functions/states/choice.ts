import type { ChoiceState } from '../definition.ts';
import { StateError } from '../state-error.ts';
import { leave, type StateType } from './state-type.ts';

export const choice: StateType<ChoiceState> = {
  fields: ['Choices', 'Default', 'Output', 'Assign'],
  /** The first rule whose Condition is true; the state's own Output and Assign belong to Default. */
  async enter(state, visit) {
    for (const [index, rule] of state.Choices.entries()) {
      const field = `Choices[${index}]/Condition`;
      const holds = await visit.evaluate(rule.Condition, field);
      if (typeof holds !== 'boolean') {
        throw new StateError(
          'States.QueryEvaluationError',
          `The JSONata expression '${rule.Condition}' specified for the field '${field}' returned ${JSON.stringify(holds)}; it must return a boolean`,
        );
      }
      if (holds) return leave(rule, visit, rule.Next, { fallback: visit.input });
    }
    if (state.Default === undefined) {
      throw new StateError('States.NoChoiceMatched', `No rule of '${visit.name}' holds, and it has no Default`);
    }
    return leave(state, visit, state.Default, { fallback: visit.input });
  },
};
