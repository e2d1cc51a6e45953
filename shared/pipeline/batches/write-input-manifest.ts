import { createOnce, listObjects, readObject, readText } from '../../aws/s3.ts';
import type { Batch } from '../../contracts/batch.ts';
import { PRE_LABEL_REFERENCE_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import type { Project } from '../../contracts/project.ts';
import { isOfTexts } from '../../contracts/text-tasks.ts';
import { isTrained } from '../../contracts/trained-tasks.ts';
import { PARALLEL_CALLS, readRecords } from '../../documents/ledger.ts';
import { type ProjectBucket, projectBucket } from '../../documents/project-bucket.ts';
import { isFollowed } from '../../domain/batches/batch-route.ts';
import { inputLine, type PreLabel, textLine } from '../../domain/batches/input-manifest.ts';
import { type MadePreLabel, preLabelOf } from '../../domain/batches/kind-pre-label.ts';
import { answerText } from '../../domain/models/answered-mask.ts';
import { parseDetections } from '../../domain/models/detections.ts';
import { projectKeys } from '../../domain/project/bucket-keys.ts';
import { s3Uri } from '../../domain/project/s3-uri.ts';
import { InvalidDocumentError, ModelAnswerError } from '../../errors.ts';
import { pngCodec } from '../../handler/png-codec.ts';
import { inParallel } from '../../in-parallel.ts';
import { sha256 } from '../../sha256.ts';
import { readHeadLines } from '../datasets/dataset-version.ts';
import { writeFrameSequences } from './write-frame-sequences.ts';

/**
 * Writes the batch's input.manifest once: a line for each image, in the batch's order, with the champion's boxes where
 * a transform left any, or with the image's present label where that is to be corrected; a text's line holds the text;
 * or a line for each piece of a video, where objects are followed. Whoever comes later gets what the first one wrote.
 * @param createdAt ISO 8601
 * @returns the manifest's text
 */
export async function writeInputManifest(
  bucket: string,
  project: Project,
  batch: Batch,
  createdAt: string,
): Promise<string> {
  const keys = projectKeys(project.project);
  const { batchId } = batch;
  const lines = await linesOf(bucket, project, batch, createdAt);
  const text = lines.map((line) => `${line}\n`).join('');
  const created = await createOnce(bucket, keys.inputManifest(batchId), text, 'application/jsonl');
  return created ? text : (await readText(bucket, keys.inputManifest(batchId))).text;
}

async function linesOf(bucket: string, project: Project, batch: Batch, createdAt: string): Promise<string[]> {
  if (batch.reason === 'relabel') return presentLines(bucket, batch, project);
  if (isOfTexts(project.taskType)) return textLines(bucket, await recordsOf(bucket, batch));
  if (!isFollowed(batch, project)) return inputLines(bucket, project, batch, createdAt);
  const own = projectBucket(bucket, project.project);
  const sequences = await writeFrameSequences(own, batch, project.labeling.video!.framesPerTask);
  return sequences.map((line) => JSON.stringify(line));
}

/** The dataset's own lines; images that nobody could label so far have none. */
async function presentLines(bucket: string, batch: Batch, { taskType }: Project): Promise<string[]> {
  const present = await readHeadLines(projectBucket(bucket, batch.project));
  const records = await recordsOf(bucket, batch);
  const bare = records.filter(({ sha256: id }) => !present.has(id));
  const lines = isOfTexts(taskType)
    ? await textLines(bucket, bare)
    : bare.map((record) => JSON.stringify(inputLine(bucket, record, undefined)));
  const fresh = new Map(bare.map((record, at) => [record.sha256, lines[at]!]));
  return records.map(({ sha256: id }) => present.get(id) ?? fresh.get(id)!);
}

const recordsOf = (bucket: string, { project, images }: Batch) => readRecords(projectBucket(bucket, project), images);

const textLines = (bucket: string, records: readonly LedgerRecord[]): Promise<string[]> =>
  inParallel(records, PARALLEL_CALLS, async (record) =>
    JSON.stringify(textLine(bucket, record, (await readText(bucket, record.imageKey)).text)),
  );

async function inputLines(bucket: string, project: Project, batch: Batch, createdAt: string): Promise<string[]> {
  const keys = projectKeys(project.project);
  const { batchId } = batch;
  const records = await recordsOf(bucket, batch);
  const answers = new Set<string>();
  for await (const { key } of listObjects(bucket, keys.preLabelsPrefix(batchId))) answers.add(key);
  return inParallel(records, PARALLEL_CALLS, async (record) => {
    const answerKey = `${keys.preLabelsPrefix(batchId)}${record.imageKey.split('/').at(-1)}.out`;
    const preLabel = answers.has(answerKey)
      ? await readPreLabel(bucket, answerKey, record, project, createdAt)
      : undefined;
    return JSON.stringify(inputLine(bucket, record, preLabel, !!project.labeling.automatic));
  });
}

/** An answer that cannot be read is no pre-label; people then start from the empty image. */
async function readPreLabel(
  bucket: string,
  answerKey: string,
  record: LedgerRecord,
  { project, labels, taskType }: Project,
  createdAt: string,
): Promise<PreLabel | undefined> {
  if (!isTrained(taskType)) return undefined;
  try {
    if (taskType !== 'bounding-box') {
      const answer = answerText((await readObject(bucket, answerKey)).bytes, labels, pngCodec);
      const made = preLabelOf(taskType, answer, answerKey, labels, createdAt);
      if (made === undefined) return undefined;
      return {
        createdAt,
        attributes: made.mask ? await writeMask(projectBucket(bucket, project), made) : made.attributes,
      };
    }
    const predictions = parseDetections((await readText(bucket, answerKey)).text, record, answerKey);
    return { predictions, labels, createdAt };
  } catch (error) {
    if (error instanceof InvalidDocumentError || error instanceof ModelAnswerError) return undefined;
    throw error;
  }
}

/** Masks have places of their own, named by their bytes. */
async function writeMask({ name, keys }: ProjectBucket, { mask, attributes }: MadePreLabel) {
  const key = keys.mask(sha256(mask!));
  await createOnce(name, key, mask!, 'image/png');
  return { [PRE_LABEL_REFERENCE_ATTRIBUTE_NAME]: s3Uri(name, key), ...attributes };
}
