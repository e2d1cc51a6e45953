import { createOnce } from '../../aws/s3.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import type { ExecutionInput } from '../../contracts/workflow-state.ts';
import { changeRecord } from '../../documents/ledger.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { isWaiting } from '../../domain/batches/claim-image.ts';
import { requeuedRecord } from '../../domain/batches/settle-image.ts';
import { projectKeys } from '../../domain/project/bucket-keys.ts';

/** Puts an image that its batch did not label back in line; after `maxAttempts` it asks for a person. */
export async function requeueImage(
  bucket: string,
  { project, batchId }: Pick<ExecutionInput, 'project' | 'batchId'>,
  image: string,
  maxAttempts: number,
  reason: string,
): Promise<LedgerRecord['outcome'] | undefined> {
  const record = await changeRecord(projectBucket(bucket, project), image, (present) =>
    requeuedRecord(present, batchId, maxAttempts, reason),
  );
  if (record && isWaiting(record)) await createOnce(bucket, projectKeys(project).pending(image, record.attempts), '');
  return record?.outcome;
}
