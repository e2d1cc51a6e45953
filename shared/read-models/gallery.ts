import { setImmediate } from 'node:timers/promises';
import { readBeginning } from '../aws/s3.ts';
import type { GalleryImage } from '../contracts/gallery.ts';
import { referenceOf } from '../contracts/manifest-line.ts';
import type { Project } from '../contracts/project.ts';
import { isOfTexts } from '../contracts/text-tasks.ts';
import { findHeadVersion } from '../documents/dataset-head.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { LABEL_TASKS } from '../domain/answer-kinds/tasks/task-types.ts';
import { choosePair, labelPairs, recordOfLine } from '../domain/dataset/formats/ground-truth/ground-truth-line.ts';
import { posePath } from '../domain/dataset/pose-path.ts';
import { parseImageKey } from '../domain/project/bucket-keys.ts';
import { parseS3Uri } from '../domain/project/s3-uri.ts';
import { readTextLine } from '../domain/texts/text-line.ts';
import { readHeadSides } from '../pipeline/datasets/dataset-version.ts';
import { shownText } from './shown-text.ts';

const LINES_AT_A_TIME = 500;
/** The radius of a drawn key point, as a share of its object's longer side. */
const POINT_RADIUS = 0.02;

/** Every labeled image of the newest dataset version, the least confident first: those are worth a look. */
export async function readGallery(
  bucket: string,
  project: Pick<Project, 'project' | 'labels' | 'taskType'>,
): Promise<GalleryImage[]> {
  const sides = await readHeadSides(projectBucket(bucket, project.project));
  const images: GalleryImage[] = [];
  for (const split of ['train', 'validation'] as const)
    for (const [at, line] of [...sides[split].values()].entries()) {
      // Others who ask meanwhile do not wait for a hundred thousand lines.
      if (at % LINES_AT_A_TIME === 0) await setImmediate();
      const image = galleryImage(line, split, project);
      if (image) images.push(image);
    }
  return images.sort(leastSureFirst);
}

const leastSureFirst = (a: GalleryImage, b: GalleryImage) =>
  (a.confidence ?? 2) - (b.confidence ?? 2) || (a.sha256 < b.sha256 ? -1 : 1);

/** Bytes of a manifest that are read at once and say enough for a first look. */
const FIRST_BYTES = 200_000;

/** Some images of the newest dataset version, at once however many there are. */
export async function readFirstImages(
  bucket: string,
  project: Pick<Project, 'project' | 'labels' | 'taskType'>,
): Promise<GalleryImage[]> {
  const own = projectBucket(bucket, project.project);
  const version = await findHeadVersion(own);
  if (!version) return [];
  const key = own.keys.datasetManifest(version.folder, 'train');
  const text = await readBeginning(bucket, key, FIRST_BYTES);
  // The last line may be a part of one.
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines
    .filter(Boolean)
    .flatMap((line) => galleryImage(line, 'train', project) ?? [])
    .sort(leastSureFirst);
}

/** `labeling-job/birds-abc123-b000001` and what an adjustment or another try appends -> `b000001`. */
const batchOfJob = (jobName: unknown): string | null => /-(b\d{6,})(?:-[^/]*)?$/.exec(String(jobName))?.[1] ?? null;

/** A dataset's line as the gallery shows it; undefined where it holds no label of the project's task. */
export function galleryImage(
  line: string,
  split: GalleryImage['split'],
  { labels, taskType }: Pick<Project, 'labels' | 'taskType'>,
): GalleryImage | undefined {
  const fields = JSON.parse(line) as Record<string, unknown>;
  if (isOfTexts(taskType)) return galleryText(fields, split, LABEL_TASKS[taskType].attribute);
  const pair = choosePair(labelPairs(fields), LABEL_TASKS[taskType].attribute);
  const record = pair && recordOfLine(fields, pair, labels, () => {});
  if (!record) return undefined;
  const { key } = parseS3Uri(record.image);
  const marked = record.mask?.colours.filter((colour) => colour.label !== undefined) ?? [];
  const confidences = [...record.shapes, ...record.classes, ...marked].flatMap(({ confidence }) => confidence ?? []);
  return {
    sha256: parseImageKey(key)?.sha256 ?? key,
    key,
    split,
    width: record.width ?? null,
    height: record.height ?? null,
    shapes: record.shapes.map(({ label, left, top, width, height, confidence, polygons, pose }) => ({
      ...{ label, left, top, width, height, confidence: confidence ?? null },
      ...(polygons && { polygons }),
      ...(pose && { pose: posePath(pose, POINT_RADIUS * Math.max(width, height)) }),
    })),
    classes: [...record.classes.map(({ label }) => label), ...marked.map(({ label }) => label!)],
    confidence: confidences.length ? Math.min(...confidences) : null,
    by: record.annotatedBy ?? 'human',
    batchId: batchOfJob(pair.metadata['job-name']),
    createdAt: record.createdAt ?? '',
  };
}

function galleryText(
  line: Record<string, unknown>,
  split: GalleryImage['split'],
  attribute: string,
): GalleryImage | undefined {
  const found = readTextLine(line, attribute);
  if (!found) return undefined;
  const { key } = parseS3Uri(referenceOf(line));
  const { text, spans = [], classes = [], confidences, isMachineMade, createdAt } = found;
  return {
    ...{ sha256: parseImageKey(key)?.sha256 ?? key, key, split, width: null, height: null, shapes: [], classes },
    text: shownText(text, spans),
    confidence: confidences.length ? Math.min(...confidences) : null,
    by: isMachineMade ? 'machine' : 'human',
    batchId: batchOfJob((line[`${attribute}-metadata`] as { 'job-name'?: unknown })['job-name']),
    createdAt,
  };
}
