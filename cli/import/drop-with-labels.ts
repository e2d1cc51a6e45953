import { resolve } from 'node:path';
import type { Project } from '../../shared/contracts/project.ts';
import { findDatasetHead, findHeadVersion, readDataset } from '../../shared/documents/dataset-head.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { extendClasses } from '../../shared/domain/dataset/class-map.ts';
import type { DatasetProblem } from '../../shared/domain/dataset/image-record.ts';
import { readHeadLines } from '../../shared/pipeline/datasets/dataset-version.ts';
import { type CommandContext, usageError } from '../command.ts';
import { type LocalFile, readLocalFile } from '../intake/collect-files.ts';
import { type DropOutcome, dropFiles } from '../intake/drop-files.ts';
import { awaitImport, findVersionOf, type ImportProgress } from './await-import.ts';
import { type PlannedImage, planImport } from './plan-import.ts';
import { changedImages, findConflicts, type PresentLines } from './present-labels.ts';
import { type LabelFileOptions, readLabels } from './read-labels.ts';
import { openImport, sendImport } from './send-import.ts';
import { taskLabelsOf } from './task-labels/task-labels.ts';
import type { DrawnOn } from './upright-file.ts';

export interface DropWithLabels extends LabelFileOptions {
  bucket: string;
  project: Project;
  /** The folder that was named. */
  folder: string;
  files: readonly LocalFile[];
  /** The picture that boxes of turned images were drawn on; undefined: the one that the labels' sizes tell. */
  drawnOn: DrawnOn | undefined;
  /** Images without a line show nothing that the task asks for. */
  emptyMeansNone: boolean;
  context: Pick<CommandContext, 'note' | 'signal'>;
  /** Tells how far the work has come. */
  tell(line: string): void;
}

/** What a drop with labels came to. */
export interface ImportOutcome extends ImportProgress {
  /** What people are shown, e.g. `instances.json (coco)`. */
  source: string;
  /** Images with labels in the file, and those of them that have these very labels already. */
  labeled: number;
  unchanged: number;
  /** Files that people will label. */
  unlabeled: string[];
  outcomes: DropOutcome[];
  problems: DatasetProblem[];
}

/** Comparing so many takes longer than anybody should wait without a word. */
const MANY = 500;
const IMAGE_NAME = /\.(jpe?g|png|gif|webp|bmp|tiff?|heic|heif|avif|svg)$/i;

/**
 * Brings images with the labels that people have. Whatever can be wrong with the labels is found before the first
 * write.
 * @throws CommandError
 */
export async function dropWithLabels(options: DropWithLabels): Promise<ImportOutcome> {
  const { bucket, project, emptyMeansNone, drawnOn, tell } = options;
  await requireImportable(bucket, project, emptyMeansNone);
  const read = await readLabels(project, options.folder, options);
  const masks = new Set(read.records.flatMap(({ mask }) => (mask ? [resolve(options.labels, mask.ref)] : [])));
  const images = options.files.filter(({ name, path }) => IMAGE_NAME.test(name) && !masks.has(resolve(path)));
  const foreseen = (done: number, total: number) => tell(`looked at ${done} of ${total} files`);
  const plan = await planImport(read, images, { project, emptyMeansNone, drawn: drawnOn, foreseen });
  const present = await readHeadLines(projectBucket(bucket, project.project));
  const changed = changedImages(plan.images, present, { bucket, project });
  const conflicts = findConflicts(changed, present, { bucket, project }, read.source);
  const done = await carryOut(options, changed, plan.others, present, read.source);
  const accepted = new Set(done.outcomes.filter(({ outcome }) => outcome === 'accepted').map(({ name }) => name));
  return {
    source: read.source,
    labeled: plan.images.length,
    unchanged: plan.images.length - changed.length,
    unlabeled: plan.others.map(({ name }) => name).filter((name) => accepted.has(name)),
    problems: [...plan.problems, ...conflicts],
    ...done,
  };
}

/** @throws CommandError when classes were moved since images were labeled, and for negatives of a task without any */
async function requireImportable(
  bucket: string,
  { project, taskType, labels }: Project,
  emptyMeansNone: boolean,
): Promise<void> {
  if (emptyMeansNone && !taskLabelsOf(taskType).nothing)
    throw usageError(
      `--empty-means-none: in ${project} each image has ${taskLabelsOf(taskType).takes.replace(' an image', '')}`,
      'leave the option out: images without a line go to people',
    );
  await requireKnownClasses(bucket, { project, labels });
}

/** @throws CommandError when classes were moved since images were labeled */
export async function requireKnownClasses(
  bucket: string,
  { project, labels }: Pick<Project, 'project' | 'labels'>,
): Promise<void> {
  const own = projectBucket(bucket, project);
  const dataset = await findDatasetHead(own);
  if (dataset) extendClasses((await readDataset(own, dataset.head)).labels, labels);
}

/** Writes the import down, uploads what is new and waits for the version. @param others go to people */
export async function carryOut(
  options: DropWithLabels,
  images: readonly PlannedImage[],
  others: readonly LocalFile[],
  present: PresentLines,
  source: string,
): Promise<ImportProgress & { outcomes: DropOutcome[] }> {
  const { bucket, project, context } = options;
  if (images.length > MANY) context.note(`comparing ${images.length} pictures: those that look alike stay on one side`);
  const opened = await openImport({ bucket, project }, images, present, source, new Date().toISOString());
  const uploads = 'open' in opened ? opened.open.uploads : [];
  const outcomes = await upload(options, [...uploads, ...others.map((file) => ({ name: file.name, file }))]);
  if (!('open' in opened)) {
    const batch = opened.batches.at(-1);
    const version = batch
      ? await findVersionOf(bucket, batch)
      : await findHeadVersion(projectBucket(bucket, project.project));
    return { outcomes, batch, version, isClosed: false, problem: undefined };
  }
  const { request, parted } = opened.open;
  if (parted > 0)
    context.note(`${parted} images look too much alike to be kept on one side; each goes by its own hash`);
  await sendImport({ bucket, project }, opened.open);
  options.tell('the labels are on their way');
  const progress = await awaitImport(bucket, project.project, request.requestId, context.signal);
  return { outcomes, ...progress };
}

/** Uploads and waits for what the pipeline says; when it is silent, the import takes in by itself what it finds. */
async function upload(
  { bucket, project, context, tell }: DropWithLabels,
  files: ReadonlyArray<{ name: string; file: LocalFile }>,
): Promise<DropOutcome[]> {
  const ownNames = new Map(files.map(({ name, file }) => [name, file.name]));
  const outcomes = await dropFiles(
    { bucket, project: project.project },
    files.map(({ name, file }) => ({ name, read: () => readLocalFile(file) })),
    {
      uploaded: (done, total) => tell(`uploaded ${done} of ${total}`),
      settled: (done, total) => tell(`checked ${done} of ${total}`),
      silent: ({ message }) => context.note(message),
    },
  );
  return outcomes.map((outcome) => ({ ...outcome, name: ownNames.get(outcome.name)! }));
}
