import { invokeFunction } from '../aws/lambda-functions.ts';
import { listObjects } from '../aws/s3.ts';
import { findExecution, listFailedExecutions } from '../aws/step-functions.ts';
import { projectKeys } from '../domain/bucket-keys.ts';
import { isExecutionOf } from '../domain/names.ts';

/**
 * Has every bad end recorded that nobody recorded: the machine cannot see time-outs, stops and errors of its own, and EventBridge
 * delivers the event of them only as well as it can.
 * @param recordFailure name of the function; it gets the event that was lost
 * @param now ISO 8601
 * @returns names of those executions
 */
export async function recordLostFailures(
  bucket: string,
  stateMachineArn: string,
  recordFailure: string,
  projects: readonly string[],
  now: string,
): Promise<string[]> {
  const failed = await listFailedExecutions(stateMachineArn);
  const lost: string[] = [];
  for (const project of projects) {
    const own = failed.filter(({ name }) => isExecutionOf(project, name));
    if (own.length === 0) continue;
    const keys = projectKeys(project);
    const recorded = new Set<string>();
    for await (const { key } of listObjects(bucket, keys.failuresPrefix)) recorded.add(key);
    for (const { executionArn, name, status } of own.filter((one) => !recorded.has(keys.failure(one.name)))) {
      const { input, error, cause } = (await findExecution(executionArn)) ?? {};
      await invokeFunction(recordFailure, {
        'detail-type': 'Step Functions Execution Status Change',
        time: now,
        detail: { executionArn, status, input, error, cause },
      });
      lost.push(name);
    }
  }
  return lost;
}
