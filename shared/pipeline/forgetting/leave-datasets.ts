import { deleteObject, listFolders, listObjects } from '../../aws/s3.ts';
import type { Project } from '../../contracts/project.ts';
import { type DatasetVersion, findDatasetHead } from '../../documents/dataset-head.ts';
import { PARALLEL_CALLS } from '../../documents/ledger.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { LABEL_TASKS } from '../../domain/answer-kinds/tasks/task-types.ts';
import { inParallel } from '../../in-parallel.ts';
import { addDatasetVersion, readVersionSides } from '../datasets/dataset-version.ts';

/** A dataset version that has an image, and on which side. */
export interface Containing {
  version: DatasetVersion;
  side: 'train' | 'validation';
}

/** What taking an image out of the datasets came to. */
export interface LeftDatasets {
  containing: Containing[];
  /** Objects of exports that are gone now. */
  exports: number;
  /** The version without the image; null when none had it. */
  datasetVersion: number | null;
}

/**
 * Makes a dataset version without a forgotten image, and deletes the exports of those that had it. Called again it
 * changes nothing, unless a merge brought the image back meanwhile.
 * @param settings of the project as it is now, or as a batch froze it; asked for only when some version has the image
 * @throws ContendedError after 12 lost races for the head
 */
export async function leaveDatasets(
  bucket: ProjectBucket,
  sha256: string,
  note: string,
  settings: () => Promise<Pick<Project, 'taskType' | 'labels' | 'exports'>>,
): Promise<LeftDatasets> {
  const containing = await versionsWith(bucket, sha256);
  const exports = await deleteExports(bucket, containing);
  if (containing.length === 0) return { containing, exports, datasetVersion: null };
  const { taskType, labels, exports: formats } = await settings();
  // By the newest version with it: a repeated call makes none, but one that a merge gave the image back to is followed.
  const newest = Math.max(...containing.map(({ version }) => version.datasetVersion));
  const made = await addDatasetVersion(bucket.name, {
    ...{ project: bucket.project, labels, exports: formats, images: [sha256], task: LABEL_TASKS[taskType] },
    ...{ batchId: `forget-${sha256.slice(0, 16)}`, etag: `${sha256}-v${newest}` },
    origin: { kind: 'forget', note: `an image was forgotten: ${note}` },
    labeled: { train: new Map(), validation: new Map() },
  });
  return { containing, exports, datasetVersion: made?.datasetVersion ?? null };
}

/**
 * Deletes the exports of versions that a broken merge wrote and nobody will point to: they may have an image that was
 * forgotten since.
 */
export async function deleteLostExports(bucket: ProjectBucket, batchId: string): Promise<void> {
  const head = await findDatasetHead(bucket);
  const known = new Set(head?.versions.map(({ folder }) => folder));
  const prefix = bucket.keys.datasetPrefix(`${batchId}-`).slice(0, -1);
  for (const rest of await listFolders(bucket.name, prefix))
    if (!known.has(`${batchId}-${rest}`)) await deleteExportsOf(bucket, `${batchId}-${rest}`);
}

async function versionsWith(bucket: ProjectBucket, sha256: string): Promise<Containing[]> {
  const head = await findDatasetHead(bucket);
  const found = await inParallel(head?.versions ?? [], 4, async (version): Promise<Containing[]> => {
    const sides = await readVersionSides(bucket, version);
    const side = (['train', 'validation'] as const).find((one) => sides[one].has(sha256));
    return side ? [{ version, side }] : [];
  });
  return found.flat();
}

async function deleteExports(bucket: ProjectBucket, containing: readonly Containing[]): Promise<number> {
  let gone = 0;
  for (const { version } of containing) gone += await deleteExportsOf(bucket, version.folder);
  return gone;
}

/** Exports name images and hold their labels; `labelloop dataset get` makes them again from the version's manifest. */
async function deleteExportsOf({ name, keys }: ProjectBucket, folder: string): Promise<number> {
  const found: string[] = [];
  for await (const { key } of listObjects(name, keys.datasetExport(folder, ''))) found.push(key);
  const gone = await inParallel(found, PARALLEL_CALLS, (key) => deleteObject(name, key));
  return gone.filter(Boolean).length;
}
