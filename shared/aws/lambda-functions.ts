import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { FunctionFailedError } from '../errors.ts';

let client: LambdaClient | undefined;

/** Lets a function run on its own: the event is Lambda's to deliver, at least once. */
export async function startFunction(functionName: string, event: unknown): Promise<void> {
  client ??= new LambdaClient({ maxAttempts: 5 });
  const Payload = Buffer.from(JSON.stringify(event));
  await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }));
}

/**
 * Calls a function and waits for its answer, both JSON.
 * @throws FunctionFailedError with the function's own error name and message
 */
export async function invokeFunction(functionName: string, event: unknown): Promise<unknown> {
  client ??= new LambdaClient({ maxAttempts: 5 });
  const answer = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  if (answer.FunctionError) {
    const { errorType, errorMessage } = JSON.parse(text || '{}');
    throw new FunctionFailedError(`${functionName} failed: ${errorType}: ${errorMessage}`);
  }
  return JSON.parse(text || 'null');
}
