import { createOnce, listObjects, readText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type Failure, failureSchema, type Recovery } from '../contracts/workflow-state.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';

const nameOf = (key: string, prefix: string) => key.slice(prefix.length).replace(/\.json$/, '');

async function listNames(bucket: string, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { key } of listObjects(bucket, prefix)) names.push(nameOf(key, prefix));
  return names;
}

/** Names of the executions that ended badly. */
export const listFailures = (bucket: string, project: string) => listNames(bucket, projectKeys(project).failuresPrefix);

/** Names of the failed executions that were answered. */
export const listRecoveries = (bucket: string, project: string) =>
  listNames(bucket, projectKeys(project).recoveriesPrefix);

/** How an execution ended. @throws ObjectMissingError, InvalidDocumentError */
export async function readFailure(bucket: string, project: string, executionName: string): Promise<Failure> {
  const key = projectKeys(project).failure(executionName);
  return parseJson(failureSchema, (await readText(bucket, key)).text, key);
}

/** Records a bad end; the first record of an execution stays. */
export const keepFailure = (bucket: string, project: string, executionName: string, failure: Failure) =>
  createOnce(bucket, projectKeys(project).failure(executionName), JSON.stringify(failure));

/** Records the answer to a failure; the first one stays. */
export const keepRecovery = (bucket: string, project: string, executionName: string, recovery: Recovery) =>
  createOnce(bucket, projectKeys(project).recovery(executionName), JSON.stringify(recovery));
