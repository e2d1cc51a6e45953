import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionDoesNotExist,
  type ExecutionListItem,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  InvalidArn,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionOverview, ExecutionPart, StateVisit } from '../contracts/overview.ts';
import type { StateGraph } from '../contracts/state-graph.ts';
import { stateGraph } from '../domain/workflow/state-graph.ts';
import { addEvent, type ExecutionHistory, emptyHistory } from './state-visits.ts';

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
export const listExecutions = async (stateMachineArn: string, limit = 50): Promise<ExecutionOverview[]> =>
  (await listExecutionPart(stateMachineArn, { limit })).executions;

/** A part of the state machine's executions, newest first. @param after `next` of the part before */
export async function listExecutionPart(
  stateMachineArn: string,
  { status, after, limit }: { status?: string | undefined; after?: string | undefined; limit: number },
): Promise<ExecutionPart> {
  const { executions = [], nextToken } = await stepFunctions().send(
    new ListExecutionsCommand({
      ...{ stateMachineArn, maxResults: limit },
      ...(status && { statusFilter: status as ExecutionStatus }),
      ...(after && { nextToken: after }),
    }),
  );
  return { executions: executions.map(overviewOf), next: nextToken ?? null };
}

/** An execution by its name; undefined when there is none. */
export async function findExecutionByName(
  stateMachineArn: string,
  name: string,
): Promise<ExecutionOverview | undefined> {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  try {
    return overviewOf(await stepFunctions().send(new DescribeExecutionCommand({ executionArn })));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist || error instanceof InvalidArn) return undefined;
    throw error;
  }
}

const overviewOf = ({
  executionArn,
  name,
  status,
  startDate,
  stopDate,
}: Partial<ExecutionListItem>): ExecutionOverview => ({
  executionArn: executionArn!,
  name: name!,
  status: status!,
  startedAt: startDate!.getTime(),
  stoppedAt: stopDate?.getTime() ?? null,
});

/** Events of one answer of the history: so many at most, and so many when only the newest are wanted. */
const ALL_EVENTS = 1000;
const NEW_EVENTS = 100;

/**
 * Reads what an execution's history has beyond what is known of it; a long history is read once.
 * @param known what an earlier call gave for the same execution; it is brought up to date and returned
 */
export async function readHistory(executionArn: string, known = emptyHistory()): Promise<ExecutionHistory> {
  const reverseOrder = known.lastEvent > 0;
  const news: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const { events = [], ...page } = await stepFunctions().send(
      new GetExecutionHistoryCommand({
        ...{ executionArn, reverseOrder, maxResults: reverseOrder ? NEW_EVENTS : ALL_EVENTS },
        ...(nextToken && { nextToken }),
      }),
    );
    news.push(...events.filter(({ id }) => id! > known.lastEvent));
    nextToken = news.length > 0 && events.at(-1)!.id === news.at(-1)!.id ? page.nextToken : undefined;
  } while (nextToken);
  // Two calls may have read the same news.
  for (const event of reverseOrder ? news.reverse() : news) if (event.id! > known.lastEvent) addEvent(known, event);
  return known;
}

/**
 * The states an execution visited, in order of entry; states inside a Map too. A state without an exit is running, or
 * failed when the execution has ended.
 */
export const readStateVisits = async (executionArn: string): Promise<StateVisit[]> =>
  (await readHistory(executionArn)).visits;

/** Continues a failed execution at the state that failed. */
export async function redriveExecution(executionArn: string): Promise<void> {
  await stepFunctions().send(new RedriveExecutionCommand({ executionArn }));
}

export async function stopExecution(executionArn: string, cause: string): Promise<void> {
  await stepFunctions().send(new StopExecutionCommand({ executionArn, error: 'StoppedByOperator', cause }));
}
