import {
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionOverview, StateVisit } from '../contracts/overview.ts';
import type { StateGraph } from '../contracts/state-graph.ts';
import { stateGraph } from '../domain/workflow/state-graph.ts';

let client: SFNClient | undefined;
const stepFunctions = () => {
  client ??= new SFNClient({ maxAttempts: 5 });
  return client;
};

/** The state machine's states and transitions. */
export async function readStateGraph(stateMachineArn: string): Promise<StateGraph> {
  const { definition } = await stepFunctions().send(new DescribeStateMachineCommand({ stateMachineArn }));
  return stateGraph(JSON.parse(definition!));
}

/** The newest executions of the state machine. @param limit at most 1,000 */
export async function listExecutions(stateMachineArn: string, limit = 50): Promise<ExecutionOverview[]> {
  const { executions } = await stepFunctions().send(new ListExecutionsCommand({ stateMachineArn, maxResults: limit }));
  return (executions ?? []).map((execution) => ({
    executionArn: execution.executionArn!,
    name: execution.name!,
    status: execution.status!,
    startedAt: execution.startDate!.getTime(),
    stoppedAt: execution.stopDate?.getTime() ?? null,
  }));
}

const DETAIL_LENGTH = 2000;

/**
 * The states an execution visited, in order of entry; states inside a Map too. A state without an exit is running, or
 * failed when the execution has ended.
 */
export async function readStateVisits(executionArn: string): Promise<StateVisit[]> {
  const visits: StateVisit[] = [];
  let nextToken: string | undefined;
  do {
    const page = await stepFunctions().send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, ...(nextToken && { nextToken }) }),
    );
    for (const event of page.events ?? []) recordEvent(visits, event);
    nextToken = page.nextToken;
  } while (nextToken);
  return visits;
}

function recordEvent(visits: StateVisit[], event: HistoryEvent): void {
  const at = event.timestamp!.getTime();
  const entered = event.stateEnteredEventDetails;
  if (entered) {
    visits.push({
      state: entered.name!,
      type: event.type!.replace(/StateEntered$/, ''),
      enteredAt: at,
      exitedAt: null,
      input: (entered.input ?? '').slice(0, DETAIL_LENGTH),
      detail: '',
      outcome: 'running',
    });
    return;
  }
  const exited = event.stateExitedEventDetails;
  const open = visits.findLast((visit) => visit.exitedAt === null && (!exited || visit.state === exited.name));
  if (!open) return;
  if (exited) {
    open.exitedAt = at;
    open.outcome = 'done';
    open.detail = (exited.output ?? '').slice(0, DETAIL_LENGTH);
    return;
  }
  const failure =
    event.taskFailedEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails;
  if (!failure) return;
  open.detail = `${failure.error ?? ''}: ${failure.cause ?? ''}`.slice(0, DETAIL_LENGTH);
  if (event.type!.startsWith('Execution')) {
    open.exitedAt = at;
    open.outcome = 'failed';
  }
}

/** Continues a failed execution at the state that failed. */
export async function redriveExecution(executionArn: string): Promise<void> {
  await stepFunctions().send(new RedriveExecutionCommand({ executionArn }));
}

export async function stopExecution(executionArn: string, cause: string): Promise<void> {
  await stepFunctions().send(new StopExecutionCommand({ executionArn, error: 'StoppedByOperator', cause }));
}
