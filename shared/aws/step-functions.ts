import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';

let client: SFNClient | undefined;
const stepFunctions = () => {
  client ??= new SFNClient({ maxAttempts: 5 });
  return client;
};

/** Status and input of an execution; undefined when there is none (executions are forgotten 90 days after their end). */
export async function findExecution(executionArn: string): Promise<{ status: string; input: string } | undefined> {
  try {
    const found = await stepFunctions().send(new DescribeExecutionCommand({ executionArn }));
    return { status: found.status!, input: found.input ?? '{}' };
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
