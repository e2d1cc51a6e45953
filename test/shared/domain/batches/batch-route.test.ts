import { expect, it } from '@jest/globals';
import type { Batch } from '../../../../shared/contracts/batch.ts';
import {
  executionInput,
  labelAttribute,
  labelOrigin,
  labelsKey,
} from '../../../../shared/domain/batches/batch-route.ts';

const batch = (reason: Batch['reason']): Batch => ({
  version: 1,
  project: 'birds',
  uid: 'k3x9q2',
  batchId: 'b000007',
  configKey: 'projects/birds/configs/1.json',
  images: [],
  reason,
  requestId: 'r1',
  note: 'from Anna',
});
const output = 'projects/birds/batches/b000007/labels/birds-k3x9q2-b000007/manifests/output/output.manifest';

it.each<[Batch['reason'], string, string, string, object | undefined]>([
  ['quiet', 'label', output, 'labels', undefined],
  ['ready', 'label', output, 'labels', undefined],
  ['relabel', 'label', output, 'adjusted-labels', { kind: 'relabel', note: 'from Anna' }],
  ['import', 'merge', 'projects/birds/requests/r1/labels.manifest', 'labels', { kind: 'import', note: 'from Anna' }],
])('a batch closed by %s: mode %s, labels at %s in %s', (reason, mode, key, attribute, origin) => {
  expect(executionInput(batch(reason))).toEqual({
    project: 'birds',
    uid: 'k3x9q2',
    mode,
    batchId: 'b000007',
    configKey: 'projects/birds/configs/1.json',
  });
  expect(labelsKey(batch(reason))).toBe(key);
  expect(labelAttribute(batch(reason), { attribute: 'labels' })).toBe(attribute);
  expect(labelOrigin(batch(reason))).toEqual(origin);
});
