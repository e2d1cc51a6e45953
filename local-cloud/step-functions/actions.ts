import * as sfn from '@aws-sdk/client-sfn';
import { type JsonAction, jsonService } from '../wire/json-protocol.ts';
import type { WireService } from '../wire/service.ts';
import type { Action } from './action.ts';
import { describeExecution } from './actions/describe-execution.ts';
import { describeStateMachine } from './actions/describe-state-machine.ts';
import { getExecutionHistory } from './actions/get-execution-history.ts';
import { listExecutions } from './actions/list-executions.ts';
import { listStateMachines } from './actions/list-state-machines.ts';
import { redriveExecution } from './actions/redrive-execution.ts';
import { startExecution } from './actions/start-execution.ts';
import { stopExecution } from './actions/stop-execution.ts';
import type { ServiceContext } from './service-context.ts';

type Bind = (context: ServiceContext) => JsonAction;

/** @param run gets requests that the SDK's schema `input` has checked, so their members have the types of `Input` */
function action<Input, Output>(
  input: JsonAction['input'],
  output: JsonAction['output'],
  run: Action<Input, Output>,
): Bind {
  return (context) => ({
    input,
    output,
    handle: async (request, { caller }) => run(context, request as Input, caller),
  });
}

/** Every API action of Step Functions that the laptop cloud has. */
export const ACTIONS: Record<string, Bind> = {
  StartExecution: action(sfn.StartExecutionInput$, sfn.StartExecutionOutput$, startExecution),
  DescribeExecution: action(sfn.DescribeExecutionInput$, sfn.DescribeExecutionOutput$, describeExecution),
  ListExecutions: action(sfn.ListExecutionsInput$, sfn.ListExecutionsOutput$, listExecutions),
  GetExecutionHistory: action(sfn.GetExecutionHistoryInput$, sfn.GetExecutionHistoryOutput$, getExecutionHistory),
  StopExecution: action(sfn.StopExecutionInput$, sfn.StopExecutionOutput$, stopExecution),
  RedriveExecution: action(sfn.RedriveExecutionInput$, sfn.RedriveExecutionOutput$, redriveExecution),
  ListStateMachines: action(sfn.ListStateMachinesInput$, sfn.ListStateMachinesOutput$, listStateMachines),
  DescribeStateMachine: action(sfn.DescribeStateMachineInput$, sfn.DescribeStateMachineOutput$, describeStateMachine),
};

/** AWS JSON 1.0, `X-Amz-Target: AWSStepFunctions.<Action>`. */
export const apiService = (context: ServiceContext): WireService =>
  jsonService({
    contentType: 'application/x-amz-json-1.0',
    targetPrefix: 'AWSStepFunctions',
    actions: Object.fromEntries(Object.entries(ACTIONS).map(([name, bind]) => [name, bind(context)])),
  });
