import { expect, it } from '@jest/globals';
import type { LedgerRecord } from '../../../../shared/contracts/ledger-record.ts';
import { labeledRecord, requeuedRecord } from '../../../../shared/domain/batches/settle-image.ts';

const sha256 = 'a'.repeat(64);
const record = (rest: Partial<LedgerRecord>): LedgerRecord => ({
  version: 1,
  sha256,
  imageKey: `projects/birds/images/${sha256}.jpg`,
  originalKey: 'incoming/birds/a.jpg',
  bytes: 1000,
  width: 40,
  height: 30,
  channels: 3,
  split: 'train',
  ingestedAt: '2026-05-01T00:00:00.000Z',
  batchId: 'b000002',
  attempts: 0,
  outcome: 'batched',
  ...rest,
});
const failedOnce = { attempts: 1, failedBatches: ['b000001'], reason: 'nobody labeled it' };

it.each<[string, Partial<LedgerRecord>, Partial<LedgerRecord> | undefined]>([
  ['in the batch', {}, { outcome: 'labeled' }],
  ['that another batch failed on', failedOnce, { outcome: 'labeled', attempts: 1, failedBatches: ['b000001'] }],
  [
    'that the batch itself gave up, and nobody took since',
    { batchId: null, outcome: 'pending', attempts: 1, failedBatches: ['b000002'], reason: 'late' },
    { outcome: 'labeled' },
  ],
  ['that another batch took since', { batchId: 'b000003', attempts: 1, failedBatches: ['b000002'] }, undefined],
  ['that it labeled already', { outcome: 'labeled' }, undefined],
  ['that no batch had', { batchId: null, outcome: 'pending' }, undefined],
])('a label settles an image %s', (_, before, after) => {
  expect(labeledRecord(record(before), 'b000002')).toEqual(after && record(after));
});

const failed = { attempts: 1, failedBatches: ['b000002'], reason: 'too dark' };
it.each<[string, Partial<LedgerRecord>, Partial<LedgerRecord> | undefined]>([
  ['waits again', {}, { ...failed, batchId: null, outcome: 'pending' }],
  [
    'waits for a person after the last try',
    failedOnce,
    { ...failed, attempts: 2, failedBatches: ['b000001', 'b000002'], batchId: null, outcome: 'needsAttention' },
  ],
  [
    'keeps the newest label that it had',
    { labeledBefore: ['b000000', 'b000001'] },
    { ...failed, batchId: 'b000001', outcome: 'labeled', labeledBefore: ['b000000'] },
  ],
  ['stays as it is in another batch', { batchId: 'b000003' }, undefined],
])('an image without a label %s', (_, before, after) => {
  expect(requeuedRecord(record(before), 'b000002', 2, 'too dark')).toEqual(after && record(after));
});

it('the reason is cut at 500 characters', () => {
  expect(requeuedRecord(record({}), 'b000002', 2, 'x'.repeat(900))?.reason).toBe('x'.repeat(500));
});
