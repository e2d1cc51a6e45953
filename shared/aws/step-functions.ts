import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
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
 * @returns whether it runs by this call, or ran already with the same input; false when one of this name has ended or has another input
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
