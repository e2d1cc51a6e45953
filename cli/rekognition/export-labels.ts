import { createOnce, findObject, listObjects, readText } from '../../shared/aws/s3.ts';
import { findHeadVersion, readDataset } from '../../shared/documents/dataset-head.ts';
import type { ProjectBucket } from '../../shared/documents/project-bucket.ts';
import { LABEL_TASKS } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { readSegment } from '../../shared/domain/batches/merge.ts';
import { exportDataset } from '../../shared/domain/dataset/export-dataset.ts';
import { checkRekognitionDatasets } from '../../shared/domain/dataset/formats/ground-truth/rekognition-datasets.ts';
import type { DatasetProblem } from '../../shared/domain/dataset/image-record.ts';
import { parseS3Uri, s3Uri } from '../../shared/domain/project/s3-uri.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { CommandError } from '../command.ts';

/** A dataset version as Rekognition reads it. */
export interface RekognitionExport {
  datasetVersion: number;
  /** The version's folder in the bucket. */
  folder: string;
  train: { key: string; images: number };
  /** Undefined: there are no validation images, and Rekognition keeps a fifth of the others. */
  test: { key: string; images: number } | undefined;
  /** What Rekognition would refuse or leave out. */
  problems: DatasetProblem[];
}

/**
 * Writes the newest dataset version as manifests of Rekognition Custom Labels, beside its other exports, and checks
 * them by the service's limits. The same version gives the same files.
 * @throws CommandError where there are no labels, or Rekognition has no such kind
 */
export async function exportLabels(bucket: ProjectBucket): Promise<RekognitionExport> {
  const head = await findHeadVersion(bucket);
  if (!head)
    throw new CommandError(`${bucket.project} has no labels yet`, { todo: `labelloop status ${bucket.project}` });
  const { datasetVersion } = head;
  const { folder, labels, taskType, validationManifest } = await readDataset(bucket, datasetVersion);
  const task = LABEL_TASKS[taskType];
  if (!task.exports.includes('rekognition'))
    throw new CommandError(`Rekognition Custom Labels learns boxes and classes of images, no ${taskType}`, {
      todo: 'labelloop trains such a project by itself: labelloop status',
    });
  const trainManifest = await readText(bucket.name, bucket.keys.datasetManifest(folder, 'train'));
  const files = await exportDataset(['rekognition'], {
    sides: { train: readSegment(trainManifest.text), validation: readSegment(validationManifest) },
    ...{ labels, attribute: task.attribute, png: pngCodec },
    bytes: async (ref) => (await findObject(bucket.name, parseS3Uri(ref).key))?.bytes,
  });
  const written = new Map(files);
  for (const [path, text] of files) await createOnce(bucket.name, bucket.keys.datasetExport(folder, path), text);
  const [train = '', test] = ['train', 'validation'].map((side) => written.get(`rekognition/${side}.manifest`));
  const sizes = await imageSizes(bucket);
  const place = (side: string, text: string) => ({
    key: bucket.keys.datasetExport(folder, `rekognition/${side}.manifest`),
    images: text.split('\n').filter((line) => line !== '').length,
  });
  const { problems } = JSON.parse(written.get('rekognition/loss.json')!) as { problems: DatasetProblem[] };
  const checked = await checkRekognitionDatasets({ train, test }, (image) => sizes.get(image));
  return {
    datasetVersion,
    folder,
    train: place('train', train),
    test: test === undefined ? undefined : place('validation', test),
    problems: [...checked, ...beside(problems, checked).map((problem) => withLine(problem, train, test))],
  };
}

/** What the writer found and the lines themselves do not show: sizes of images, formats, totals. */
const beside = (problems: readonly DatasetProblem[], checked: readonly DatasetProblem[]) => {
  const known = new Set(checked.map(({ code }) => code));
  return problems.filter(({ code }) => code.startsWith('ERROR') && !known.has(code));
};

/** A writer knows its image; people look for its line. */
function withLine(problem: DatasetProblem, train: string, test: string | undefined): DatasetProblem {
  const found = { ...problem, kind: 'problem' as const, file: problem.file ?? 'the dataset' };
  if (problem.image === undefined) return found;
  for (const [file, text] of Object.entries({ 'train.manifest': train, 'test.manifest': test ?? '' })) {
    const at = text.split('\n').findIndex((line) => line.includes(JSON.stringify(problem.image)));
    if (at >= 0) return { ...found, file, line: at + 1 };
  }
  return found;
}

async function imageSizes(bucket: ProjectBucket): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { key, bytes } of listObjects(bucket.name, bucket.keys.imagesPrefix))
    sizes.set(s3Uri(bucket.name, key), bytes);
  return sizes;
}
