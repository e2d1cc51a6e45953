import type { Json } from '../json.ts';
import { evaluateTemplate } from '../jsonata/evaluate.ts';
import type { MapItem, Visit } from '../states/state-type.ts';
import type { BranchRecord, ExecutionRecord } from './records.ts';

const iso = (time: number) => new Date(time).toISOString();

/** `$states.context` (Developer Guide, "Accessing execution data from the Context object"). */
export function contextObject(execution: ExecutionRecord, branch: BranchRecord, item = branch.item): Json {
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: iso(execution.startedAt),
      RedriveCount: execution.redriveCount,
      ...(execution.redrivenAt !== undefined && { RedriveTime: iso(execution.redrivenAt) }),
    },
    State: {
      EnteredTime: iso(branch.enteredAt),
      Name: branch.state,
      RetryCount: branch.retries.reduce((sum, count) => sum + (count ?? 0), 0),
    },
    StateMachine: { Id: execution.stateMachineArn, Name: execution.stateMachineName },
    ...(item && { Map: { Item: asJsonItem(item) } }),
  };
}

const asJsonItem = ({ Index, Value }: MapItem): Json => ({ Index, Value });

/** What a state may see and evaluate during this stay. */
export function makeVisit(execution: ExecutionRecord, branch: BranchRecord, now: number): Visit {
  return {
    now,
    name: branch.state,
    input: branch.input,
    evaluate: (template, field, { item, ...reserved } = {}) =>
      evaluateTemplate(template, field, {
        states: {
          input: branch.input,
          context: contextObject(execution, branch, item),
          ...(reserved.result !== undefined && { result: reserved.result }),
          ...(reserved.errorOutput !== undefined && { errorOutput: reserved.errorOutput }),
        },
        variables: branch.variables,
        now,
      }),
  };
}
