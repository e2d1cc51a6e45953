import { recordAct } from '../../documents/audit.ts';
import { findDatasetHead } from '../../documents/dataset-head.ts';
import { readRecords } from '../../documents/ledger.ts';
import { wellProject } from '../../documents/project.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { LABEL_TASKS } from '../../domain/answer-kinds/tasks/task-types.ts';
import type { Segment } from '../../domain/batches/merge.ts';
import { ObjectMissingError } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';
import { leaveDatasets } from '../forgetting/leave-datasets.ts';
import { addDatasetVersion, readVersionSides } from './dataset-version.ts';

/** Who takes images out of the dataset or brings them back, and why. */
export interface Exclusion {
  by: string;
  note: string;
  /** ISO 8601. */
  now: string;
}

/** What it came to. */
export interface Excluded {
  /** Images that are out now, or back. */
  images: number;
  /** The version that it made; the one that stood where there was nothing to do. */
  datasetVersion: number;
}

/**
 * Makes a dataset version without these images: no later training learns from them or is measured on them, until
 * somebody labels them again. Their bytes and labels stay where they are.
 * @param images hashes
 * @throws ObjectMissingError without a dataset, InvalidDocumentError when the project is not well
 */
export async function excludeImages(
  bucket: ProjectBucket,
  images: readonly string[],
  exclusion: Exclusion,
): Promise<Excluded> {
  const { version, sides } = await headOf(bucket);
  const there = images.filter((image) => sides.train.has(image) || sides.validation.has(image)).sort();
  if (there.length === 0) return { images: 0, datasetVersion: version.datasetVersion };
  return change(bucket, 'exclude', there, { train: new Map(), validation: new Map() }, exclusion);
}

/**
 * Brings images back that were excluded, with the labels that an earlier version has; none that people had forgotten.
 * @param from that version's number
 * @throws ObjectMissingError without that version, InvalidDocumentError when the project is not well
 */
export async function includeImages(
  bucket: ProjectBucket,
  images: readonly string[],
  from: number,
  exclusion: Exclusion,
): Promise<Excluded> {
  const { version, sides, versions } = await headOf(bucket);
  const earlier = versions.find(({ datasetVersion }) => datasetVersion === from);
  if (!earlier) throw new ObjectMissingError(`${bucket.project} has no dataset version ${from}`);
  const lines = await readVersionSides(bucket, earlier);
  const forgotten = new Set((await forgottenOf(bucket, images)).map(({ sha256: image }) => image));
  const missing = (split: 'train' | 'validation'): Segment =>
    new Map(
      images.toSorted().flatMap((image) => {
        const isOut = !sides.train.has(image) && !sides.validation.has(image) && !forgotten.has(image);
        const line = isOut ? lines[split].get(image) : undefined;
        return line === undefined ? [] : [[image, line] as const];
      }),
    );
  const labeled = { train: missing('train'), validation: missing('validation') };
  const back = [...labeled.train.keys(), ...labeled.validation.keys()];
  if (back.length === 0) return { images: 0, datasetVersion: version.datasetVersion };
  const made = await change(bucket, 'include', back, labeled, exclusion);
  // Forgetting writes its tombstone before it looks for versions: it saw this one, or the tombstone is seen here.
  for (const { sha256: image, reason = '' } of await forgottenOf(bucket, back))
    await leaveDatasets(bucket, [image], reason, () => wellProject(bucket));
  return made;
}

const forgottenOf = async (bucket: ProjectBucket, images: readonly string[]) =>
  (await readRecords(bucket, images)).filter(({ outcome }) => outcome === 'forgotten');

async function headOf(bucket: ProjectBucket) {
  const head = await findDatasetHead(bucket);
  const version = head?.versions.find(({ datasetVersion }) => datasetVersion === head.head);
  if (!head || !version) throw new ObjectMissingError(`${bucket.project} has no dataset yet`);
  return { version, versions: head.versions, sides: await readVersionSides(bucket, version) };
}

async function change(
  bucket: ProjectBucket,
  kind: 'exclude' | 'include',
  images: readonly string[],
  labeled: { train: Segment; validation: Segment },
  { by, note, now }: Exclusion,
): Promise<Excluded> {
  const { taskType, labels, exports } = await wellProject(bucket);
  const { version } = await headOf(bucket);
  const id = sha256(`${kind} ${version.folder} ${images.join()}`);
  const act = kind === 'exclude' ? 'excluded' : 'included';
  const said = { project: bucket.project, subject: `${images.length} images`, note: note.slice(0, 500) };
  // On record first: what breaks off is seen, and may be done again.
  await recordAct(bucket.name, { at: now, by, act, ...said }, id.slice(0, 16));
  const made = await addDatasetVersion(bucket.name, {
    ...{ project: bucket.project, labels, exports, images: [...images], task: LABEL_TASKS[taskType] },
    ...{ batchId: `${kind}-${id.slice(0, 16)}`, etag: id, labeled },
    origin: { kind, note },
  });
  return { images: images.length, datasetVersion: made!.datasetVersion };
}
