import { deleteObject, readText } from '../aws/s3.ts';
import type { LedgerRecord } from '../contracts/ledger-record.ts';
import type { Project } from '../contracts/project.ts';
import type { ExecutionInput, MergeLabelsOutput } from '../contracts/workflow-state.ts';
import { projectKeys } from '../domain/bucket-keys.ts';
import { isWaiting } from '../domain/claim-image.ts';
import { outputManifestKey } from '../domain/labeling-request.ts';
import { type LabelOutcome, readOutcomes, type Segment } from '../domain/merge.ts';
import { labeledRecord } from '../domain/settle-image.ts';
import { inParallel } from '../in-parallel.ts';
import { readBatch } from './choose-batch.ts';
import { addDatasetVersion, findHeadVersion } from './dataset-version.ts';
import { changeRecord, PARALLEL_CALLS, readRecords } from './ledger.ts';
import { requeueImage } from './requeue-image.ts';

/**
 * Merges what a settled labeling job left: labeled images become part of a new dataset version, the others wait again or ask for a
 * person. The same output manifest is merged once, however often this is called.
 * @throws ObjectMissingError when the job left no output manifest
 */
export async function mergeBatch(bucket: string, project: Project, input: ExecutionInput): Promise<MergeLabelsOutput> {
  const { batchId } = input;
  const { images } = await readBatch(bucket, input.project, batchId);
  const manifestKey = outputManifestKey(input);
  const manifest = await readText(bucket, manifestKey);
  const { labels } = project;
  const outcomes = readOutcomes(manifest.text, images, labels, manifestKey);
  const labeled = sideLines(await readRecords(bucket, input.project, images), outcomes);
  const { exports } = project;
  const contribution = { project: input.project, batchId, images, labels, exports, etag: manifest.etag, labeled };
  const merged = await addDatasetVersion(bucket, contribution);
  const settled = await inParallel([...outcomes], PARALLEL_CALLS, ([image, outcome]) =>
    'line' in outcome
      ? settleLabeled(bucket, input, image)
      : requeueImage(bucket, input, image, project.labeling.maxAttempts, outcome.failure),
  );
  const version = merged ?? (await findHeadVersion(bucket, input.project));
  return {
    datasetVersion: version?.datasetVersion ?? 0,
    newLabels: merged?.added ?? 0,
    requeued: settled.filter((outcome) => outcome === 'pending').length,
    needsAttention: settled.filter((outcome) => outcome === 'needsAttention').length,
    train: version?.train ?? 0,
    validation: version?.validation ?? 0,
  };
}

/** The labeled lines of each side. Images without a record were forgotten on request: their labels are not merged. */
function sideLines(records: LedgerRecord[], outcomes: Map<string, LabelOutcome>) {
  const sides = { train: new Map() as Segment, validation: new Map() as Segment };
  for (const { sha256, split } of records) {
    const outcome = outcomes.get(sha256)!;
    if ('line' in outcome) sides[split].set(sha256, outcome.line);
  }
  return sides;
}

type Settled = LedgerRecord['outcome'] | undefined;

async function settleLabeled(bucket: string, { project, batchId }: ExecutionInput, image: string): Promise<Settled> {
  let marker: string | undefined;
  const record = await changeRecord(bucket, project, image, (present) => {
    if (isWaiting(present)) marker = projectKeys(project).pending(image, present.attempts);
    return labeledRecord(present, batchId);
  });
  // A first look at the job had requeued it; a later manifest has its label after all.
  if (record?.outcome === 'labeled' && marker) await deleteObject(bucket, marker);
  return record?.outcome;
}
