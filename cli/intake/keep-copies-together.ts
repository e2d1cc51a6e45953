import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import { changeRecord } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { isWaiting } from '../../shared/domain/batches/claim-image.ts';
import { joinCopies, type NearCopy, type Resemblance } from './sides-of-copies.ts';

/**
 * Moves new images or texts to the side of their near-copies, where nobody labels them yet.
 * @param sides of all; says afterwards where they are
 * @param mayMove beside that
 */
export async function keepCopiesTogether(
  { bucket, project }: { bucket: string; project: string },
  likeness: Resemblance,
  sides: Map<string, LedgerRecord['split']>,
  fresh: readonly LedgerRecord[],
  mayMove: (record: LedgerRecord) => boolean = () => true,
): Promise<NearCopy[]> {
  const records = new Map(fresh.map((record) => [record.sha256, record]));
  const isFree = (record: LedgerRecord) => isWaiting(record) && mayMove(record);
  const copies = joinCopies(likeness, [...records.keys()], sides, (id) => isFree(records.get(id)!));
  return Promise.all(
    copies.map(async (copy) => {
      const split = sides.get(copy.id)!;
      if (split === records.get(copy.id)!.split) return copy;
      // A batch may have taken it meanwhile: then it stays where it is.
      const now = await changeRecord(projectBucket(bucket, project), copy.id, (present) =>
        isWaiting(present) && present.split !== split ? { ...present, split } : undefined,
      );
      const side = now?.split ?? split;
      sides.set(copy.id, side);
      return { ...copy, together: side === split };
    }),
  );
}
