import type { LedgerRecord } from '../contracts/ledger-record.ts';

/** Whether no batch has the image and it is to be labeled. */
export const isWaiting = (record: LedgerRecord) => record.outcome === 'pending' && record.batchId === null;

/** The record with the image in the batch; undefined when it is not to be had: it has a batch, or this very batch failed on it before. */
export function claimImage(record: LedgerRecord, batchId: string): LedgerRecord | undefined {
  if (!isWaiting(record) || record.failedBatches?.includes(batchId)) return undefined;
  return { ...record, batchId, outcome: 'batched' };
}
