import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionInput } from '../contracts/workflow-state.ts';

let client: SFNClient | undefined;
const stepFunctions = () => {
  client ??= new SFNClient({ maxAttempts: 5 });
  return client;
};

/**
 * Starts the execution unless one of this name was ever started.
 * @returns whether it runs by this call, or ran already with the same input; false when one of this name has ended or
 *   has another input
 */
export async function startExecution(stateMachineArn: string, name: string, input: ExecutionInput): Promise<boolean> {
  try {
    await stepFunctions().send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    return true;
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return false;
    throw error;
  }
}

export interface FoundExecution {
  status: string;
  input: string;
  error: string | undefined;
  cause: string | undefined;
}

/** An execution; undefined when there is none (executions are forgotten 90 days after their end). */
export async function findExecution(executionArn: string): Promise<FoundExecution | undefined> {
  try {
    const found = await stepFunctions().send(new DescribeExecutionCommand({ executionArn }));
    return { status: found.status!, input: found.input ?? '{}', error: found.error, cause: found.cause };
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

/** Whether the execution may still change anything: RUNNING or waiting for a redrive that began. */
export async function isExecutionRunning(executionArn: string): Promise<boolean> {
  const status = (await findExecution(executionArn))?.status;
  return status === 'RUNNING' || status === 'PENDING_REDRIVE';
}

/** The executions that ended badly: of each bad status the hundred that started last. */
export async function listFailedExecutions(
  stateMachineArn: string,
): Promise<Array<{ executionArn: string; name: string; status: string }>> {
  const statuses = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;
  const pages = await Promise.all(
    statuses.map((statusFilter) =>
      stepFunctions().send(new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: 100 })),
    ),
  );
  return pages.flatMap(({ executions = [] }) =>
    executions.map(({ executionArn, name, status }) => ({ executionArn: executionArn!, name: name!, status: status! })),
  );
}
