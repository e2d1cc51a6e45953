import { deleteObject, readText } from '../aws/s3.ts';
import type { LedgerRecord } from '../contracts/ledger-record.ts';
import type { ExecutionInput, MergeLabelsOutput, StepInput } from '../contracts/workflow-state.ts';
import { readBatch } from '../documents/batch.ts';
import { findHeadVersion } from '../documents/dataset-head.ts';
import { changeRecord, PARALLEL_CALLS, readRecords } from '../documents/ledger.ts';
import { readProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { LABEL_TASKS } from '../domain/answer-kinds/tasks/task-types.ts';
import { isFollowed, labelAttribute, labelOrigin, labelsKey } from '../domain/batches/batch-route.ts';
import { isWaiting } from '../domain/batches/claim-image.ts';
import { type LabelOutcome, readOutcomes, type Segment } from '../domain/batches/merge.ts';
import { labeledRecord } from '../domain/batches/settle-image.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';
import { inParallel } from '../in-parallel.ts';
import { expandSequences } from './batches/expand-sequences.ts';
import { addDatasetVersion } from './datasets/dataset-version.ts';
import { keepMasks } from './datasets/keep-masks.ts';
import { deleteLostExports, leaveDatasets } from './forgetting/leave-datasets.ts';
import { requeueImage } from './images/requeue-image.ts';

/**
 * Merges what a settled labeling job left: labeled images become part of a new dataset version, the others wait again
 * or ask for a person. The same output manifest is merged once, however often this is called.
 * @throws ObjectMissingError when the job left no output manifest
 */
export async function mergeLabels(bucket: string, input: StepInput): Promise<MergeLabelsOutput> {
  const project = await readProject(bucket, input.configKey);
  const { batchId } = input;
  const own = projectBucket(bucket, input.project);
  const batch = await readBatch(own, batchId);
  const manifestKey = labelsKey(batch);
  const manifest = await readText(bucket, manifestKey);
  const { labels, exports } = project;
  const task = LABEL_TASKS[project.taskType];
  const stored = await readRecords(own, batch.images);
  const attribute = labelAttribute(batch, task, project);
  const isOfFrames = isFollowed(batch, project);
  const text = isOfFrames
    ? await expandSequences(manifest.text, { attribute, imageAttribute: task.attribute }, stored)
    : manifest.text;
  const description = task.describes?.(project);
  const reading = { task, labels, description, attribute: isOfFrames ? task.attribute : attribute };
  const read = readOutcomes(text, batch.images, reading, manifestKey);
  // What people had forgotten meanwhile comes into no dataset.
  const records = stored.filter(({ outcome }) => outcome !== 'forgotten');
  const outcomes = task.labelIsFile ? await keepMasks(own, task, read, records) : read;
  const labeled = sideLines(records, batchId, outcomes);
  const origin = labelOrigin(batch);
  // Who corrects labels takes none away: an image that got no new one keeps what it had.
  const images = origin ? [...labeled.train.keys(), ...labeled.validation.keys()] : staying(records, batchId);
  const contribution = {
    project: input.project,
    batchId,
    images,
    task,
    labels,
    exports,
    etag: manifest.etag,
    labeled,
    origin,
  };
  const merged = await addDatasetVersion(bucket, contribution);
  const settled = await inParallel([...outcomes], PARALLEL_CALLS, ([image, outcome]) =>
    'line' in outcome
      ? settleLabeled(bucket, input, image)
      : requeueImage(bucket, input, image, project.labeling.maxAttempts, outcome.failure),
  );
  // Forgetting writes its tombstone before it looks for versions with the image: it saw the version that was made
  // here, or the tombstone is seen here. Who is killed in between merges again.
  const forgotten = settled.flatMap((record) => (record?.outcome === 'forgotten' ? [record] : []));
  for (const { sha256, reason = '' } of forgotten) await leaveDatasets(own, [sha256], reason, async () => project);
  if (forgotten.length > 0) await deleteLostExports(own, batchId);
  const version = merged ?? (await findHeadVersion(own));
  return {
    datasetVersion: version?.datasetVersion ?? 0,
    newLabels: merged?.added ?? 0,
    requeued: settled.filter((record) => record?.outcome === 'pending').length,
    needsAttention: settled.filter((record) => record?.outcome === 'needsAttention').length,
    train: version?.train ?? 0,
    validation: version?.validation ?? 0,
  };
}

/** Whether a later batch has corrected the batch's label of this image. */
const isOvertaken = ({ labeledBefore }: LedgerRecord, batchId: string) => labeledBefore?.includes(batchId) ?? false;

const staying = (records: LedgerRecord[], batchId: string) =>
  records.filter((record) => !isOvertaken(record, batchId)).map(({ sha256 }) => sha256);

/** The labeled lines of each side. */
function sideLines(records: LedgerRecord[], batchId: string, outcomes: Map<string, LabelOutcome>) {
  const sides = { train: new Map() as Segment, validation: new Map() as Segment };
  for (const record of records) {
    if (isOvertaken(record, batchId)) continue;
    const { sha256, split } = record;
    const outcome = outcomes.get(sha256)!;
    if ('line' in outcome) sides[split].set(sha256, outcome.line);
  }
  return sides;
}

async function settleLabeled(
  bucket: string,
  { project, batchId }: ExecutionInput,
  image: string,
): Promise<LedgerRecord | undefined> {
  let marker: string | undefined;
  const record = await changeRecord(projectBucket(bucket, project), image, (present) => {
    if (isWaiting(present)) marker = projectKeys(project).pending(image, present.attempts);
    return labeledRecord(present, batchId);
  });
  // A first look at the job had requeued it; a later manifest has its label after all.
  if (record?.outcome === 'labeled' && marker) await deleteObject(bucket, marker);
  return record;
}
