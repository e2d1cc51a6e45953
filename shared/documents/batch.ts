import { createOnce, findText } from '../aws/s3.ts';
import { type Batch, batchSchema } from '../contracts/batch.ts';
import { parseJson } from '../contracts/parse.ts';
import type { Project } from '../contracts/project.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';
import { ObjectMissingError } from '../errors.ts';
import { sha256 } from '../sha256.ts';
import { type ProjectBucket, projectBucket } from './project-bucket.ts';

/** The committed batch; undefined when its number is only reserved. */
export async function findBatch(bucket: ProjectBucket, batchId: string): Promise<Batch | undefined> {
  const key = bucket.keys.batch(batchId);
  const stored = await findText(bucket.name, key);
  return stored && parseJson(batchSchema, stored.text, key);
}

/** @throws ObjectMissingError when the batch is not committed */
export async function readBatch(bucket: ProjectBucket, batchId: string): Promise<Batch> {
  const batch = await findBatch(bucket, batchId);
  if (!batch) throw new ObjectMissingError(`s3://${bucket.name}/${bucket.keys.batch(batchId)} is not there`);
  return batch;
}

/** Writes the project as it is down under a key of its content. @returns the key, for `readProject` */
export async function freezeProject(bucket: string, project: Project): Promise<string> {
  const config = JSON.stringify(project, null, 2);
  const configKey = projectKeys(project.project).configSnapshot(sha256(config).slice(0, 16));
  await createOnce(bucket, configKey, config);
  return configKey;
}

/**
 * Freezes the project and creates the batch: the commit point.
 * @returns the batch of that number, whoever created it
 */
export async function createBatch(
  bucket: string,
  project: Project,
  chosen: Pick<Batch, 'batchId' | 'images' | 'reason' | 'requestId' | 'note'>,
): Promise<Batch | undefined> {
  const keys = projectKeys(project.project);
  const configKey = await freezeProject(bucket, project);
  const batch: Batch = { version: 1, project: project.project, uid: project.uid, configKey, ...chosen };
  const created = await createOnce(bucket, keys.batch(batch.batchId), JSON.stringify(batch));
  return created ? batch : findBatch(projectBucket(bucket, project.project), batch.batchId);
}
