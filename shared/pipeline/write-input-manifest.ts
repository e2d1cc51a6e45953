import { createOnce, listObjects, readText } from '../aws/s3.ts';
import type { LedgerRecord } from '../contracts/ledger-record.ts';
import type { Project } from '../contracts/project.ts';
import { projectKeys } from '../domain/bucket-keys.ts';
import { parseDetections } from '../domain/detections.ts';
import { inputLine, type PreLabel } from '../domain/input-manifest.ts';
import { InvalidDocumentError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import { readBatch } from './choose-batch.ts';
import { PARALLEL_CALLS, readRecords } from './ledger.ts';

/**
 * Writes the batch's input.manifest once: a line for each image, in the batch's order, with the champion's boxes where a transform
 * left any. Whoever comes later gets what the first one wrote.
 * @param createdAt ISO 8601
 * @returns the manifest's text
 */
export async function writeInputManifest(
  bucket: string,
  project: Project,
  batchId: string,
  createdAt: string,
): Promise<string> {
  const keys = projectKeys(project.project);
  const { images } = await readBatch(bucket, project.project, batchId);
  const records = await readRecords(bucket, project.project, images);
  const answers = new Set<string>();
  for await (const { key } of listObjects(bucket, keys.preLabelsPrefix(batchId))) answers.add(key);
  const lines = await inParallel(records, PARALLEL_CALLS, async (record) => {
    const answerKey = `${keys.preLabelsPrefix(batchId)}${record.imageKey.split('/').at(-1)}.out`;
    const preLabel = answers.has(answerKey)
      ? await readPreLabel(bucket, answerKey, record, project, createdAt)
      : undefined;
    return `${JSON.stringify(inputLine(bucket, record, preLabel))}\n`;
  });
  const text = lines.join('');
  const created = await createOnce(bucket, keys.inputManifest(batchId), text, 'application/jsonl');
  return created ? text : (await readText(bucket, keys.inputManifest(batchId))).text;
}

/** An answer that cannot be read is no pre-label; people then start from the empty image. */
async function readPreLabel(
  bucket: string,
  answerKey: string,
  record: LedgerRecord,
  { labels }: Project,
  createdAt: string,
): Promise<PreLabel | undefined> {
  try {
    const predictions = parseDetections((await readText(bucket, answerKey)).text, record, answerKey);
    return { predictions, labels, createdAt };
  } catch (error) {
    if (error instanceof InvalidDocumentError) return undefined;
    throw error;
  }
}
