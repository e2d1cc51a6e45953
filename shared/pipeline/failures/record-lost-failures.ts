import { listFolders } from '../../aws/s3.ts';
import { listFailedExecutions } from '../../aws/step-functions.ts';
import { listFailures } from '../../documents/failure.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { PROJECTS_PREFIX } from '../../domain/project/bucket-keys.ts';
import { isExecutionOf } from '../../domain/project/names.ts';
import { failureOf, recordEnd } from './record-end.ts';

/**
 * Records every bad end that nobody recorded: the machine cannot see time-outs, stops and errors of its own, and
 * EventBridge delivers the event of them only as well as it can.
 * @param now ISO 8601
 * @returns names of those executions
 */
export async function recordLostFailures(bucket: string, stateMachineArn: string, now: string): Promise<string[]> {
  const failed = await listFailedExecutions(stateMachineArn);
  const lost: string[] = [];
  for (const project of failed.length ? await listFolders(bucket, PROJECTS_PREFIX) : []) {
    const own = failed.filter(({ name }) => isExecutionOf(project, name));
    if (own.length === 0) continue;
    const recorded = new Set(await listFailures(projectBucket(bucket, project)));
    for (const execution of own.filter(({ name }) => !recorded.has(name))) {
      await recordEnd(bucket, await failureOf(execution, now));
      lost.push(execution.name);
    }
  }
  return lost;
}
