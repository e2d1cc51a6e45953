import { listObjects, readText } from '../aws/s3.ts';
import { type DatasetSummary, datasetSummarySchema } from '../contracts/dataset.ts';
import type { DatasetDiff, DatasetOverview } from '../contracts/dataset-overview.ts';
import type { GalleryImage } from '../contracts/gallery.ts';
import { parseJson } from '../contracts/parse.ts';
import type { Project } from '../contracts/project.ts';
import { type DatasetVersion, findDatasetHead } from '../documents/dataset-head.ts';
import { type ProjectBucket, projectBucket } from '../documents/project-bucket.ts';
import { InvalidDocumentError } from '../errors.ts';
import { readVersionSides } from '../pipeline/datasets/dataset-version.ts';
import { galleryImage } from './gallery.ts';

const SHOWN_VERSIONS = 30;
const ORIGINS = {
  import: 'brought with',
  relabel: 'sent back:',
  forget: 'taken out:',
  exclude: 'excluded:',
  include: 'brought back:',
} as const;

/** The newest versions of a project's dataset, newest first. */
export async function readDatasets(bucket: ProjectBucket): Promise<DatasetOverview[]> {
  const head = await findDatasetHead(bucket);
  const newest = (head?.versions ?? []).toReversed().slice(0, SHOWN_VERSIONS);
  return Promise.all(newest.map((version) => readVersion(bucket, version)));
}

async function readVersion(bucket: ProjectBucket, version: DatasetVersion): Promise<DatasetOverview> {
  const { datasetVersion, folder, train, validation, added, origin } = version;
  const { name, keys } = bucket;
  const key = keys.datasetSummary(folder);
  const summary = parseJson(datasetSummarySchema, (await readText(name, key)).text, key);
  let bytes = 0;
  let createdAt = 0;
  const exports = new Set<string>();
  const root = keys.datasetPrefix(folder);
  for await (const object of listObjects(name, root)) {
    bytes += object.bytes;
    createdAt = Math.max(createdAt, object.lastModified.getTime());
    const [part, format] = object.key.slice(root.length).split('/');
    if (part === 'exports' && format) exports.add(format);
  }
  return {
    ...{ datasetVersion, folder, train, validation, added, summary, bytes },
    createdAt: new Date(createdAt).toISOString(),
    origin: origin ? `${ORIGINS[origin.kind]} ${origin.note}` : null,
    ...countsOf(summary),
    humanAnnotated: summary.humanAnnotated,
    machineAnnotated: summary.machineAnnotated,
    exports: [...exports].sort(),
  };
}

function countsOf(summary: DatasetSummary): Pick<DatasetOverview, 'perLabel' | 'counted' | 'empty'> {
  switch (summary.taskType) {
    case 'bounding-box':
      return { perLabel: summary.boxesPerLabel, counted: 'boxes', empty: summary.imagesWithoutBoxes };
    case 'polygon':
      return { perLabel: summary.polygonsPerLabel, counted: 'polygons', empty: summary.imagesWithoutPolygons };
    case 'image-classification':
      return { perLabel: summary.imagesPerLabel, counted: 'images', empty: 0 };
    case 'image-classification-multi-label':
      return { perLabel: summary.imagesPerLabel, counted: 'images', empty: summary.imagesWithoutLabels };
    case 'semantic-segmentation':
      return { perLabel: summary.imagesPerLabel, counted: 'images', empty: summary.imagesWithoutObjects };
    case 'instance-segmentation':
      return { perLabel: summary.instancesPerLabel, counted: 'objects', empty: summary.imagesWithoutObjects };
    case 'keypoints':
      return { perLabel: summary.pointsPerLabel, counted: 'points', empty: summary.imagesWithoutPoints };
    case 'named-entities':
      return { perLabel: summary.entitiesPerLabel, counted: 'entities', empty: summary.textsWithoutEntities };
    case 'text-classification':
      return { perLabel: summary.textsPerLabel, counted: 'texts', empty: 0 };
    case 'text-classification-multi-label':
      return { perLabel: summary.textsPerLabel, counted: 'texts', empty: summary.textsWithoutLabels };
  }
}

/**
 * What version `to` has that `from` has not.
 * @param shown how many images at most
 * @throws InvalidDocumentError when there is no such version
 */
export async function readDatasetDiff(
  bucket: string,
  project: Pick<Project, 'project' | 'labels' | 'taskType'>,
  from: number,
  to: number,
  shown: number,
): Promise<DatasetDiff> {
  const [before, after] = await Promise.all([readImages(bucket, project, from), readImages(bucket, project, to)]);
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort();
  const isChanged = (id: string) =>
    before.has(id) && after.has(id) && labelsOf(before.get(id)!) !== labelsOf(after.get(id)!);
  const changed = ids.filter(isChanged);
  const added = ids.filter((id) => !before.has(id));
  const removed = ids.filter((id) => !after.has(id));
  const perLabel: Record<string, number> = {};
  const count = (images: Iterable<GalleryImage>, by: number) => {
    for (const { shapes, text, classes } of images)
      for (const label of [...[...shapes, ...(text?.spans ?? [])].map((one) => one.label), ...classes])
        perLabel[label] = (perLabel[label] ?? 0) + by;
  };
  count(after.values(), 1);
  count(before.values(), -1);
  return {
    ...{ from, to, added: added.length, removed: removed.length, changed: changed.length, perLabel },
    unchanged: ids.length - added.length - removed.length - changed.length,
    images: [...changed, ...removed, ...added].slice(0, shown).map((sha256) => {
      const [old, now] = [before.get(sha256) ?? null, after.get(sha256) ?? null];
      return { sha256, key: (now ?? old)!.key, before: old, after: now };
    }),
  };
}

const labelsOf = ({ shapes, text, classes }: GalleryImage) =>
  JSON.stringify([
    shapes.map(({ label, left, top, width, height, polygons }) => [label, left, top, width, height, polygons]),
    text?.spans.map(({ label, startOffset, endOffset }) => [label, startOffset, endOffset]),
    classes,
  ]);

async function readImages(
  bucket: string,
  project: Pick<Project, 'project' | 'labels' | 'taskType'>,
  datasetVersion: number,
): Promise<Map<string, GalleryImage>> {
  const own = projectBucket(bucket, project.project);
  const head = await findDatasetHead(own);
  const version = head?.versions.find((one) => one.datasetVersion === datasetVersion);
  if (!version) throw new InvalidDocumentError(`${project.project} has no dataset version ${datasetVersion}`);
  const sides = await readVersionSides(own, version);
  return new Map(
    (['train', 'validation'] as const).flatMap((split) =>
      [...sides[split]].flatMap(([sha256, line]) => {
        const image = galleryImage(line, split, project);
        return image ? [[sha256, image] as const] : [];
      }),
    ),
  );
}
