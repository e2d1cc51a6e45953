import type { LabelRequest } from '../../contracts/label-request.ts';
import { findRecord } from '../../documents/ledger.ts';
import { wellProject } from '../../documents/project.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { parseImageKey } from '../../domain/project/bucket-keys.ts';
import { ObjectMissingError } from '../../errors.ts';
import { readHeadLines } from '../datasets/dataset-version.ts';
import { sendRelabel } from './send-relabel.ts';

/** How long a person may take it back. */
const GRACE_MS = 60_000;

/**
 * Sends one labeled image back to the workers, who begin with its present label.
 * @param note what they shall look at; for people
 * @param now milliseconds since 1970
 * @returns undefined when people are labeling it now
 * @throws ObjectMissingError when the image has no label, InvalidDocumentError for a project that is not well
 */
export async function relabelImage(
  bucket: string,
  projectName: string,
  imageKey: string,
  note: string,
  now: number,
): Promise<LabelRequest | undefined> {
  const own = projectBucket(bucket, projectName);
  const project = await wellProject(own);
  const sha256 = parseImageKey(imageKey)?.sha256 ?? '';
  const line = (await readHeadLines(own)).get(sha256);
  if (!line) throw new ObjectMissingError(`${imageKey} has no label in ${projectName}’s dataset`);
  const found = await findRecord(own, sha256);
  if (found?.record.outcome !== 'labeled') return undefined;
  const times = { now: new Date(now).toISOString(), notBefore: new Date(now + GRACE_MS).toISOString() };
  const [request] = await sendRelabel({ bucket, project, note, ...times }, [{ sha256, line }]);
  return request;
}
