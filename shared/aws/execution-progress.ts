import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';

let client: SFNClient | undefined;
const stepFunctions = () => {
  client ??= new SFNClient({ maxAttempts: 5 });
  return client;
};

/** Where an execution stands, for people. */
export interface ExecutionStanding {
  executionArn: string;
  name: string;
  status: string;
  /** The state entered last. */
  state: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** The output of an ended execution, parsed. */
  output: unknown;
}

/** ARN of the state machine whose name contains `name`; undefined when this account has none. */
export async function findStateMachineArn(name: string): Promise<string | undefined> {
  const { stateMachines } = await stepFunctions().send(new ListStateMachinesCommand({}));
  return stateMachines?.find((machine) => machine.name?.includes(name))?.stateMachineArn;
}

/** Status, present state and, when it has ended, how. */
export async function readStanding(executionArn: string): Promise<ExecutionStanding> {
  const [execution, history] = await Promise.all([
    stepFunctions().send(new DescribeExecutionCommand({ executionArn })),
    stepFunctions().send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 30 })),
  ]);
  const entered = history.events?.find((event) => event.stateEnteredEventDetails);
  return {
    executionArn,
    name: execution.name!,
    status: execution.status!,
    state: entered?.stateEnteredEventDetails?.name,
    error: execution.error,
    cause: execution.cause,
    output: execution.output === undefined ? undefined : JSON.parse(execution.output),
  };
}
