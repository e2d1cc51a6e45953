import type { LedgerRecord } from '../../contracts/ledger-record.ts';

/** The record of an image that its batch labeled. */
export function labeledRecord(record: LedgerRecord, batchId: string): LedgerRecord | undefined {
  const isElsewhere = record.batchId !== batchId && !isWaitingAfter(record, batchId);
  if (isElsewhere || record.outcome === 'labeled') return undefined;
  const { reason: _, failedBatches = [], ...rest } = record;
  const others = failedBatches.filter((failed) => failed !== batchId);
  const attempts = others.length;
  return { ...rest, batchId, outcome: 'labeled', attempts, ...(attempts > 0 && { failedBatches: others }) };
}

/** Whether the batch gave the image up earlier and no other one has taken it since. */
const isWaitingAfter = (record: LedgerRecord, batchId: string) =>
  record.batchId === null && (record.failedBatches?.includes(batchId) ?? false);

/**
 * The record of an image that its batch did not label: it keeps the label that it had, or waits for another batch, or
 * after `maxAttempts` for a person. Undefined when the batch does not have it (any more).
 */
export function requeuedRecord(
  record: LedgerRecord,
  batchId: string,
  maxAttempts: number,
  reason: string,
): LedgerRecord | undefined {
  if (record.batchId !== batchId) return undefined;
  const { labeledBefore = [], ...rest } = record;
  const failedBatches = [...(record.failedBatches ?? []), batchId];
  const attempts = failedBatches.length;
  const failed = { ...rest, attempts, failedBatches, reason: reason.slice(0, 500) };
  const earlier = labeledBefore.at(-1);
  if (earlier === undefined)
    return { ...failed, batchId: null, outcome: attempts >= maxAttempts ? 'needsAttention' : 'pending' };
  const others = labeledBefore.slice(0, -1);
  return { ...failed, batchId: earlier, outcome: 'labeled', ...(others.length > 0 && { labeledBefore: others }) };
}
