import type { ApiAction } from '../wire/api-action.ts';
import { describeExecution } from './actions/describe-execution.ts';
import { describeStateMachine } from './actions/describe-state-machine.ts';
import { getExecutionHistory } from './actions/get-execution-history.ts';
import { listExecutions } from './actions/list-executions.ts';
import { listStateMachines } from './actions/list-state-machines.ts';
import { redriveExecution } from './actions/redrive-execution.ts';
import { startExecution } from './actions/start-execution.ts';
import { stopExecution } from './actions/stop-execution.ts';
import type { ServiceContext } from './service-context.ts';

/** Every action of Step Functions that the laptop cloud has; docs/feature-support/step-functions.md lists them. */
export const STEP_FUNCTIONS_ACTIONS: ReadonlyArray<ApiAction<object, unknown, ServiceContext>> = [
  describeExecution,
  describeStateMachine,
  getExecutionHistory,
  listExecutions,
  listStateMachines,
  redriveExecution,
  startExecution,
  stopExecution,
];
