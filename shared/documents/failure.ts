import { createOnce, listObjects, readText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type Failure, failureSchema, type Recovery } from '../contracts/workflow-state.ts';
import { changeDocument } from './change-document.ts';
import type { ProjectBucket } from './project-bucket.ts';

const nameOf = (key: string, prefix: string) => key.slice(prefix.length).replace(/\.json$/, '');

async function listNames(bucket: string, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { key } of listObjects(bucket, prefix)) names.push(nameOf(key, prefix));
  return names;
}

/** Names of the executions that ended badly. */
export const listFailures = (bucket: ProjectBucket) => listNames(bucket.name, bucket.keys.failuresPrefix);

/** Names of the failed executions that were answered. */
export const listRecoveries = (bucket: ProjectBucket) => listNames(bucket.name, bucket.keys.recoveriesPrefix);

/** How an execution ended. @throws ObjectMissingError, InvalidDocumentError */
export async function readFailure(bucket: ProjectBucket, executionName: string): Promise<Failure> {
  const key = bucket.keys.failure(executionName);
  return parseJson(failureSchema, (await readText(bucket.name, key)).text, key);
}

/** Records a bad end; the first record of an execution stays. */
export const keepFailure = (bucket: ProjectBucket, executionName: string, failure: Failure) =>
  createOnce(bucket.name, bucket.keys.failure(executionName), JSON.stringify(failure));

/** Changes the record of a bad end; see `changeDocument`. @returns undefined when there is none */
export const changeFailure = (
  bucket: ProjectBucket,
  executionName: string,
  change: (failure: Failure) => Failure | undefined,
) =>
  changeDocument(
    bucket.name,
    bucket.keys.failure(executionName),
    (text, key) => parseJson(failureSchema, text, key),
    (failure) => failure && change(failure),
  );

/** Records the answer to a failure; the first one stays. */
export const keepRecovery = (bucket: ProjectBucket, executionName: string, recovery: Recovery) =>
  createOnce(bucket.name, bucket.keys.recovery(executionName), JSON.stringify(recovery));
