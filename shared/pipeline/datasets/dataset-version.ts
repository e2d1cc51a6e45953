import { createOnce, findObject, readText } from '../../aws/s3.ts';
import {
  type DatasetHead,
  type DatasetSummary,
  datasetSummarySchema,
  type LabelOrigin,
} from '../../contracts/dataset.ts';
import type { ExportFormat } from '../../contracts/export-formats.ts';
import { parseJson } from '../../contracts/parse.ts';
import { changeDatasetHead, type DatasetVersion, findHeadVersion, headOf } from '../../documents/dataset-head.ts';
import { PARALLEL_CALLS } from '../../documents/ledger.ts';
import { type ProjectBucket, projectBucket } from '../../documents/project-bucket.ts';
import type { LabelTask } from '../../domain/answer-kinds/tasks/label-task.ts';
import { imageList } from '../../domain/batches/image-list.ts';
import {
  checkedLines,
  countNew,
  readSegment,
  replaceSegment,
  type Segment,
  segmentImages,
  segmentText,
  summarize,
} from '../../domain/batches/merge.ts';
import { exportDataset } from '../../domain/dataset/export-dataset.ts';
import { projectKeys } from '../../domain/project/bucket-keys.ts';
import { parseS3Uri } from '../../domain/project/s3-uri.ts';
import { pngCodec } from '../../handler/png-codec.ts';
import { inParallel } from '../../in-parallel.ts';
import { sha256 } from '../../sha256.ts';

const SPLITS = ['train', 'validation'] as const;
type Split = (typeof SPLITS)[number];
type Sides = Record<Split, Segment>;

/** One batch's labels, as one output manifest has them. */
export interface BatchContribution {
  project: string;
  batchId: string;
  /** The images whose present lines go. */
  images: readonly string[];
  task: LabelTask;
  /** Labels of the batch's config snapshot. */
  labels: readonly string[];
  /** Formats that the version is also written in. */
  exports: readonly ExportFormat[];
  /** ETag of the output manifest. */
  etag: string;
  origin: LabelOrigin | undefined;
  labeled: Sides;
}

/**
 * Makes the next dataset version: the head with this batch's labels in place of whatever it had of the batch's images.
 * Each version has a folder of its own, named by what went into it, and is written before the head points to it; who
 * loses the race for the head begins again on the new one.
 * @returns the version that has this batch's labels from this very manifest, made now or earlier; undefined when there
 *   is nothing to merge
 * @throws ContendedError after 12 lost races
 */
export async function addDatasetVersion(bucket: string, batch: BatchContribution): Promise<DatasetVersion | undefined> {
  let made: DatasetVersion | undefined;
  await changeDatasetHead(projectBucket(bucket, batch.project), async (head): Promise<DatasetHead | undefined> => {
    made = undefined;
    const mergedBefore = head?.versions.findLast((version) => batch.batchId in version.batches);
    if (mergedBefore?.batches[batch.batchId] === batch.etag) {
      made = mergedBefore;
      return undefined;
    }
    const brings = batch.labeled.train.size + batch.labeled.validation.size > 0;
    const takes = batch.origin?.kind === 'forget' || batch.origin?.kind === 'exclude';
    if (!mergedBefore && !brings && !takes) return undefined;
    made = await writeVersion(bucket, batch, head);
    const versions = [...(head?.versions ?? []), made];
    return { version: 1, writerId: made.folder, head: made.datasetVersion, versions };
  });
  return made;
}

/** The lines of the newest version, both sides, by image; none when nothing was ever merged. */
export async function readHeadLines(bucket: ProjectBucket): Promise<Segment> {
  const { train, validation } = await readHeadSides(bucket);
  return new Map([...train, ...validation]);
}

/** The lines of the newest version, each side by image; empty when nothing was ever merged. */
export async function readHeadSides(bucket: ProjectBucket): Promise<Sides> {
  return readVersionSides(bucket, await findHeadVersion(bucket));
}

async function writeVersion(
  bucket: string,
  batch: BatchContribution,
  head: DatasetHead | undefined,
): Promise<DatasetVersion> {
  const base = head && headOf(head);
  const own = projectBucket(bucket, batch.project);
  const present = await readVersionSides(own, base);
  const next: Sides = {
    train: replaceSegment(present.train, batch.images, batch.labeled.train),
    validation: replaceSegment(present.validation, batch.images, batch.labeled.validation),
  };
  const folder = `${batch.batchId}-${sha256(whatGoesIn(batch, base)).slice(0, 16)}`;
  const labels = await longestLabels(own, batch.labels, base);
  const exported = await exportDataset(batch.exports, {
    sides: next,
    labels,
    attribute: batch.task.attribute,
    bytes: async (ref) => (await findObject(bucket, parseS3Uri(ref).key))?.bytes,
    png: pngCodec,
  });
  const files = [
    ...versionFiles(bucket, batch, folder, next, labels),
    ...exported.map(([path, text]): [string, string] => [own.keys.datasetExport(folder, path), text]),
  ];
  await inParallel(files, PARALLEL_CALLS, ([key, text]) => createOnce(bucket, key, text));
  return {
    datasetVersion: (head?.head ?? 0) + 1,
    folder,
    batches: { [batch.batchId]: batch.etag },
    train: next.train.size,
    validation: next.validation.size,
    added: SPLITS.reduce((sum, split) => sum + countNew(batch.labeled[split], present[split]), 0),
    ...(batch.origin && { origin: batch.origin }),
  };
}

/** Images are named: one that was forgotten between two tries at the same merge makes another version. */
const whatGoesIn = ({ batchId, etag, labeled }: BatchContribution, base: DatasetVersion | undefined) =>
  [base?.folder ?? '', batchId, etag, ...labeled.train.keys(), '', ...labeled.validation.keys()].join('\n');

/** The lines of one version, each side by image; none of no version. */
export async function readVersionSides(bucket: ProjectBucket, base: DatasetVersion | undefined): Promise<Sides> {
  if (!base) return { train: new Map(), validation: new Map() };
  const [train, validation] = await Promise.all(
    SPLITS.map(async (split) =>
      readSegment((await readText(bucket.name, bucket.keys.datasetManifest(base.folder, split))).text),
    ),
  );
  return { train: train!, validation: validation! };
}

/** Everything in a version's folder but the exports: key and text. */
function versionFiles(
  bucket: string,
  { project, batchId, task }: BatchContribution,
  folder: string,
  sides: Sides,
  labels: readonly string[],
): Array<[string, string]> {
  const keys = projectKeys(project);
  const summary = summarize({ batchId, task, labels }, sides.train, sides.validation);
  return [
    ...SPLITS.map((split): [string, string] => [keys.datasetManifest(folder, split), segmentText(sides[split])]),
    ...SPLITS.map((split): [string, string] => [
      keys.datasetImages(folder, split),
      imageList(bucket, project, segmentImages(sides[split])),
    ]),
    ...SPLITS.filter(() => summary.checked).map((split): [string, string] => [
      keys.checkedManifest(folder, split),
      segmentText(checkedLines(sides[split], task, labels)),
    ]),
    [keys.datasetSummary(folder), JSON.stringify(summary)],
  ];
}

/** Labels are only ever appended, and an older batch may be merged after a newer one. */
async function longestLabels(
  bucket: ProjectBucket,
  labels: readonly string[],
  base: DatasetVersion | undefined,
): Promise<readonly string[]> {
  if (!base) return labels;
  const key = bucket.keys.datasetSummary(base.folder);
  const summary: DatasetSummary = parseJson(datasetSummarySchema, (await readText(bucket.name, key)).text, key);
  return summary.labels.length > labels.length ? summary.labels : labels;
}
