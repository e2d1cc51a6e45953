import { findText } from '../aws/s3.ts';
import { type Batch, type BatchCounter, batchCounterSchema } from '../contracts/batch.ts';
import { parseJson } from '../contracts/parse.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';
import { batchIdOf } from '../domain/project/names.ts';
import { changeDocument } from './change-document.ts';
import type { ProjectBucket } from './project-bucket.ts';

const parseCounter = (text: string): BatchCounter => parseJson(batchCounterSchema, text, 'counter.json');

/** counter.json; undefined before the first batch. */
export async function findCounter(bucket: ProjectBucket): Promise<BatchCounter | undefined> {
  const stored = await findText(bucket.name, bucket.keys.counter);
  return stored && parseCounter(stored.text);
}

/** Reserves the next batch number, or finds the one that is reserved. */
export async function openBatch(bucket: ProjectBucket): Promise<BatchCounter & { open: string }> {
  const counter = await changeDocument(
    bucket.name,
    bucket.keys.counter,
    parseCounter,
    (present): BatchCounter | undefined => {
      if (present?.open) return undefined;
      const last = (present?.last ?? 0) + 1;
      const open = batchIdOf(last);
      return { version: 1, claimed: present?.claimed ?? 0, writerId: `open:${open}`, last, open };
    },
  );
  return { ...counter!, open: counter!.open! };
}

/**
 * Takes a finished batch off the counter and adds its images, if workers are paid for them, to what the budget counts.
 */
export async function closeCounter(bucket: string, batch: Batch): Promise<void> {
  await changeDocument(bucket, projectKeys(batch.project).counter, parseCounter, (present) => {
    if (present?.open !== batch.batchId) return undefined;
    const claimed = (present.claimed ?? 0) + (batch.reason === 'import' ? 0 : batch.images.length);
    return { ...present, writerId: `close:${batch.batchId}`, open: null, claimed };
  });
}
