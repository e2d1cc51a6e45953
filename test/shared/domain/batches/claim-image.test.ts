import { expect, it } from '@jest/globals';
import type { LedgerRecord } from '../../../../shared/contracts/ledger-record.ts';
import { claimImage, isFree, mayBeClaimed } from '../../../../shared/domain/batches/claim-image.ts';

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
  batchId: null,
  attempts: 0,
  outcome: 'pending',
  ...rest,
});
const labeled = { batchId: 'b000001', outcome: 'labeled' } as const;

it.each([
  ['waits', {}, true, true, false],
  ['is labeled', labeled, false, true, true],
  ['needs a person', { outcome: 'needsAttention' }, false, true, true],
  ['is before workers', { batchId: 'b000001', outcome: 'batched' }, false, false, false],
] as const)('an image that %s may be claimed by: quiet, import, relabel', (_, rest, quiet, imports, relabel) => {
  expect((['quiet', 'import', 'relabel'] as const).map((reason) => mayBeClaimed(record(rest), reason))).toEqual([
    quiet,
    imports,
    relabel,
  ]);
});

it('no batch chooses an image whose labels an import brings, and the claim ends the reservation', () => {
  const reserved = record({ reservedFor: 'r1' });
  expect([isFree(record({})), isFree(reserved)]).toEqual([true, false]);
  expect(claimImage(reserved, { batchId: 'b000002', reason: 'import' })).toEqual(
    record({ batchId: 'b000002', outcome: 'batched' }),
  );
});

it('a relabel remembers the batches whose labels it corrects, oldest first', () => {
  const twice = record({ ...labeled, batchId: 'b000002', labeledBefore: ['b000001'] });
  expect(claimImage(twice, { batchId: 'b000003', reason: 'relabel' })).toEqual(
    record({ batchId: 'b000003', outcome: 'batched', labeledBefore: ['b000001', 'b000002'] }),
  );
});

it.each([
  ['has it', { batchId: 'b000002', outcome: 'labeled' }],
  ['failed on it', { failedBatches: ['b000002'], attempts: 1, outcome: 'needsAttention' }],
  ['labeled it earlier', { ...labeled, labeledBefore: ['b000002'] }],
] as const)('a batch that %s does not claim it again', (_, rest) => {
  const before = record(structuredClone(rest) as Partial<LedgerRecord>);
  expect(mayBeClaimed(before, 'relabel')).toBe(true);
  expect(claimImage(before, { batchId: 'b000002', reason: 'relabel' })).toBeUndefined();
  expect(claimImage(before, { batchId: 'b000009', reason: 'relabel' })).toBeDefined();
});
