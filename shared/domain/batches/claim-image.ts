import type { Batch } from '../../contracts/batch.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';

/** Whether no batch has the image and it is to get its first label. */
export const isWaiting = (record: LedgerRecord) => record.outcome === 'pending' && record.batchId === null;

/** Whether a batch may choose it for labeling: it waits, and no import brings its labels. */
export const isFree = (record: LedgerRecord) => isWaiting(record) && record.reservedFor === undefined;

/** Whether a batch of that kind may have the image now. What people are labeling belongs to their batch. */
export function mayBeClaimed(record: LedgerRecord, reason: Batch['reason']): boolean {
  const isSettled = record.outcome === 'labeled' || record.outcome === 'needsAttention';
  if (reason === 'relabel') return isSettled;
  return isWaiting(record) || (reason === 'import' && isSettled);
}

/** The record with the image in the batch; undefined when it is not to be had, or this very batch had it before. */
export function claimImage(
  record: LedgerRecord,
  { batchId, reason }: Pick<Batch, 'batchId' | 'reason'>,
): LedgerRecord | undefined {
  const { reservedFor: _, labeledBefore = [], failedBatches = [], ...rest } = record;
  if (record.batchId === batchId || failedBatches.includes(batchId) || labeledBefore.includes(batchId))
    return undefined;
  if (!mayBeClaimed(record, reason)) return undefined;
  const labeled = record.outcome === 'labeled' ? [...labeledBefore, record.batchId!] : labeledBefore;
  return {
    ...rest,
    ...(failedBatches.length > 0 && { failedBatches }),
    ...(labeled.length > 0 && { labeledBefore: labeled }),
    batchId,
    outcome: 'batched',
  };
}
