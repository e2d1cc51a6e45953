import { findObject } from '../../aws/s3.ts';
import type { ExportFormat } from '../../contracts/export-formats.ts';
import type { Project } from '../../contracts/project.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { readTags, tagsByImage } from '../../documents/tags.ts';
import { LABEL_TASKS } from '../../domain/answer-kinds/tasks/task-types.ts';
import type { Segment } from '../../domain/batches/merge.ts';
import { exportDataset } from '../../domain/dataset/export-dataset.ts';
import { parseS3Uri } from '../../domain/project/s3-uri.ts';
import { pngCodec } from '../../handler/png-codec.ts';
import { readHeadSides } from './dataset-version.ts';

/** An augmented manifest, as labelloop keeps it, or another format that can hold the project's labels. */
export type SelectionFormat = 'ground-truth' | ExportFormat;

/** The formats that labels of the task can be given out in. */
export const selectionFormats = (taskType: Project['taskType']): readonly SelectionFormat[] => [
  'ground-truth',
  ...LABEL_TASKS[taskType].exports,
];

/**
 * Images' labels of the newest dataset version as files of one format. Their tags stand in the manifest's attribute
 * `tags`; what another format cannot hold, tags too, its `loss.json` says.
 * @param images hashes; those that have no label are passed over
 * @returns path and text
 */
export async function exportImages(
  bucket: ProjectBucket,
  { taskType, labels }: Pick<Project, 'taskType' | 'labels'>,
  images: readonly string[],
  format: SelectionFormat,
): Promise<Array<[path: string, text: string]>> {
  const [sides, tags] = await Promise.all([readHeadSides(bucket), readTags(bucket)]);
  const wanted = new Set(images);
  const tagsOf = tagsByImage(tags);
  const chosen = (side: Segment): Segment =>
    new Map(
      [...side]
        .filter(([sha256]) => wanted.has(sha256))
        .map(([sha256, line]) => [sha256, withTags(line, tagsOf.get(sha256) ?? [])]),
    );
  const train = chosen(sides.train);
  const validation = chosen(sides.validation);
  if (format === 'ground-truth')
    return [
      ['train.manifest', manifest(train)],
      ['validation.manifest', manifest(validation)],
    ];
  return exportDataset([format], {
    ...{ sides: { train, validation }, labels, attribute: LABEL_TASKS[taskType].attribute },
    bytes: async (ref) => (await findObject(bucket.name, parseS3Uri(ref).key))?.bytes,
    png: pngCodec,
  });
}

const manifest = (side: Segment) => [...side.values()].map((line) => `${line}\n`).join('');

const withTags = (line: string, tags: readonly string[]): string =>
  tags.length === 0 ? line : JSON.stringify({ ...JSON.parse(line), tags });
