import { setImmediate } from 'node:timers/promises';
import type { GalleryImage, GalleryPage } from '../contracts/gallery.ts';
import type { Project } from '../contracts/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { LABEL_TASKS } from '../domain/answer-kinds/tasks/task-types.ts';
import { choosePair, labelPairs, recordOfLine } from '../domain/dataset/formats/ground-truth/ground-truth-line.ts';
import { parseImageKey } from '../domain/project/bucket-keys.ts';
import { parseS3Uri } from '../domain/project/s3-uri.ts';
import { readHeadSides } from '../pipeline/datasets/dataset-version.ts';

/** What a gallery may be narrowed to; what is undefined narrows nothing. */
export interface GalleryChoice {
  /** A class that occurs; `none`: images that show nothing. */
  label?: string | undefined;
  split?: string | undefined;
  by?: string | undefined;
  /** The lowest confidence of the image is below this, 0 to 1. */
  below?: number | undefined;
}

const LINES_AT_A_TIME = 500;

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
  return images.sort((a, b) => (a.confidence ?? 2) - (b.confidence ?? 2) || (a.sha256 < b.sha256 ? -1 : 1));
}

/** The part from `offset` of the images that fit. */
export function choosePage(
  images: readonly GalleryImage[],
  { label, split, by, below }: GalleryChoice,
  offset: number,
  limit: number,
): GalleryPage {
  const names = ({ shapes, classes }: GalleryImage) => [...shapes.map((shape) => shape.label), ...classes];
  const hasLabel = (image: GalleryImage) =>
    label === undefined || (label === 'none' ? names(image).length === 0 : names(image).includes(label));
  const fitting = images.filter(
    (image) =>
      hasLabel(image) &&
      (split === undefined || image.split === split) &&
      (by === undefined || image.by === by) &&
      (below === undefined || (image.confidence !== null && image.confidence < below)),
  );
  return { total: fitting.length, images: fitting.slice(offset, offset + limit) };
}

/** A dataset's line as the gallery shows it; undefined where it holds no label of the project's task. */
export function galleryImage(
  line: string,
  split: GalleryImage['split'],
  { labels, taskType }: Pick<Project, 'labels' | 'taskType'>,
): GalleryImage | undefined {
  const fields = JSON.parse(line) as Record<string, unknown>;
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
    shapes: record.shapes.map(({ label, left, top, width, height, confidence, polygons }) => ({
      ...{ label, left, top, width, height, confidence: confidence ?? null },
      ...(polygons && { polygons }),
    })),
    classes: [...record.classes.map(({ label }) => label), ...marked.map(({ label }) => label!)],
    confidence: confidences.length ? Math.min(...confidences) : null,
    by: record.annotatedBy ?? 'human',
    createdAt: record.createdAt ?? '',
  };
}
