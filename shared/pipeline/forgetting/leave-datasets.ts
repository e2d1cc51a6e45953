import { deleteObject, listFolders, listObjects } from '../../aws/s3.ts';
import type { Project } from '../../contracts/project.ts';
import { type DatasetVersion, findDatasetHead } from '../../documents/dataset-head.ts';
import { PARALLEL_CALLS } from '../../documents/ledger.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { LABEL_TASKS } from '../../domain/answer-kinds/tasks/task-types.ts';
import { inParallel } from '../../in-parallel.ts';
import { sha256 as hashOf } from '../../sha256.ts';
import { addDatasetVersion, readVersionSides } from '../datasets/dataset-version.ts';

/** A dataset version that has some of the images; `train`: a model may have learned from one. */
export interface Containing {
  version: DatasetVersion;
  side: 'train' | 'validation';
}

/** What taking images out of the datasets came to. */
export interface LeftDatasets {
  containing: Containing[];
  /** Objects of exports that are gone now. */
  exports: number;
  /** The version without the images; null when none had them. */
  datasetVersion: number | null;
}

/**
 * Makes one dataset version without the forgotten images, and deletes the exports of those that had them. Called again
 * it changes nothing, unless a merge brought an image back meanwhile.
 * @param images hashes
 * @param settings of the project as it is now, or as a batch froze it; asked for only when some version has an image
 * @throws ContendedError after 12 lost races for the head
 */
export async function leaveDatasets(
  bucket: ProjectBucket,
  images: readonly string[],
  note: string,
  settings: () => Promise<Pick<Project, 'taskType' | 'labels' | 'exports'>>,
): Promise<LeftDatasets> {
  const head = await findDatasetHead(bucket);
  const containing = await versionsWith(bucket, head?.versions ?? [], images);
  const exports = await deleteExports(bucket, containing);
  if (containing.length === 0) return { containing, exports, datasetVersion: null };
  const newest = Math.max(...containing.map(({ version }) => version.datasetVersion));
  const without = head!.versions.find(({ datasetVersion }) => datasetVersion > newest);
  if (without) return { containing, exports, datasetVersion: without.datasetVersion };
  const { taskType, labels, exports: formats } = await settings();
  const id = images.length === 1 ? images[0]! : hashOf(images.toSorted().join());
  const said = images.length === 1 ? 'an image was forgotten' : `${images.length} images were forgotten`;
  const made = await addDatasetVersion(bucket.name, {
    ...{ project: bucket.project, labels, exports: formats, images: [...images], task: LABEL_TASKS[taskType] },
    ...{ batchId: `forget-${id.slice(0, 16)}`, etag: `${id}-v${newest}` },
    origin: { kind: 'forget', note: `${said}: ${note}` },
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

async function versionsWith(
  bucket: ProjectBucket,
  versions: readonly DatasetVersion[],
  images: readonly string[],
): Promise<Containing[]> {
  const found = await inParallel(versions, 4, async (version): Promise<Containing[]> => {
    const sides = await readVersionSides(bucket, version);
    const side = (['train', 'validation'] as const).find((one) => images.some((image) => sides[one].has(image)));
    return side ? [{ version, side }] : [];
  });
  return found.flat();
}

async function deleteExports(bucket: ProjectBucket, containing: readonly Containing[]): Promise<number> {
  let gone = 0;
  for (const { version } of containing) gone += await deleteExportsOf(bucket, version.folder);
  return gone;
}

/** Exports name images and hold their labels; `labelloop images export` makes them again from the manifest. */
async function deleteExportsOf({ name, keys }: ProjectBucket, folder: string): Promise<number> {
  const found: string[] = [];
  for await (const { key } of listObjects(name, keys.datasetExport(folder, ''))) found.push(key);
  const gone = await inParallel(found, PARALLEL_CALLS, (key) => deleteObject(name, key));
  return gone.filter(Boolean).length;
}
