import { createOnce } from '../../aws/s3.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import { changeRecord } from '../../documents/ledger.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { isFree, isWaiting } from '../../domain/batches/claim-image.ts';

/**
 * Keeps an image that waits for labels for the import that brings them. Its pending marker is dropped by whoever closes
 * a batch next.
 */
export const reserveImage = (
  bucket: ProjectBucket,
  image: string,
  requestId: string,
): Promise<LedgerRecord | undefined> =>
  changeRecord(bucket, image, (record) => (isFree(record) ? { ...record, reservedFor: requestId } : undefined));

/**
 * Puts an image that an import kept, but never came for, in line for labeling.
 * @param requestId of that import; undefined: of any
 * @returns whether it waits by this call
 */
export async function releaseImage(bucket: ProjectBucket, image: string, requestId?: string): Promise<boolean> {
  let isReleased = false;
  const record = await changeRecord(bucket, image, (present) => {
    const { reservedFor, ...rest } = present;
    isReleased =
      isWaiting(present) && reservedFor !== undefined && (requestId === undefined || reservedFor === requestId);
    return isReleased ? rest : undefined;
  });
  // Also when an earlier call died before it set the marker.
  if (record && isFree(record)) await createOnce(bucket.name, bucket.keys.pending(image, record.attempts), '');
  return isReleased;
}
