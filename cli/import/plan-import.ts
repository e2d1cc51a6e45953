import type { Project } from '../../shared/contracts/project.ts';
import { bareRecord, type DatasetProblem, isLabeled, problemAt } from '../../shared/domain/dataset/image-record.ts';
import { isProblem } from '../../shared/domain/images/image-structure.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { CommandError } from '../command.ts';
import type { LocalFile } from '../intake/collect-files.ts';
import type { ImportedLabel } from './import-line.ts';
import { fileFinder } from './match-files.ts';
import type { ReadLabels } from './read-labels.ts';
import type { TaskLabelReader } from './task-labels/task-label.ts';
import { taskLabelsOf } from './task-labels/task-labels.ts';
import { type DrawnOn, drawnOn, foreseeImage, type UprightFile } from './upright-file.ts';

/** Whole images are held in memory. */
const PARALLEL = 4;

export interface PlannedImage extends ImportedLabel {
  file: LocalFile;
  /** The label file says it; false: an image without a line is taken for empty. */
  isListed: boolean;
}

/** What an import comes to, before anything is written. */
export interface ImportPlan {
  /** One an image, whatever its copies are called. */
  images: PlannedImage[];
  /** Files that get their labels by people: without a usable label, or no images at all. */
  others: LocalFile[];
  problems: DatasetProblem[];
}

export interface PlanOptions {
  project: Project;
  /** Images without a line show none of the objects. */
  emptyMeansNone: boolean;
  /** On which picture labels were drawn, where the file does not tell; undefined: a person must say it. */
  drawn: DrawnOn | undefined;
  foreseen(done: number, total: number): void;
}

/**
 * Brings labels and files together.
 * @throws CommandError for labels of another task, and when it is not clear how they lie on a picture that is turned
 */
export async function planImport(
  read: ReadLabels,
  files: readonly LocalFile[],
  options: PlanOptions,
): Promise<ImportPlan> {
  const problem = problemAt(read.source);
  const problems = [...read.problems];
  let done = 0;
  const foreseen = await inParallel(files, PARALLEL, async (file) => {
    const found = await foreseeImage(options.project.project, file.path);
    options.foreseen(++done, files.length);
    return [file, found] as const;
  });
  const images = new Map<LocalFile, UprightFile>();
  for (const [file, found] of foreseen) if (!isProblem(found)) images.set(file, found);

  const { labels, taskType } = options.project;
  const reader = taskLabelsOf(taskType);
  requireHeld(reader, read, options.project);
  const { matched: labeled, unread } = matchRecords(reader, read, files, images, problems);
  if (labeled.size + unread.size === 0) throw noMatch(read, files, problems);
  const drawn = options.drawn ?? decideDrawnOn([...labeled.values()]);
  const planned = new Map<string, PlannedImage>();
  const others: LocalFile[] = [];
  for (const [file, { record, image, on }] of labeled) {
    const place = { image, drawn: on === 'either' ? drawn! : on, labels, bytes: read.bytes };
    const { label, troubles } = await reader.read(record, place);
    for (const [severity, code, reason] of troubles) problems.push(problem(severity, code, reason, file.name));
    if (!label) {
      others.push(file);
      continue;
    }
    const { annotatedBy, createdAt } = record;
    const checkedFor = record.checkedFor ?? read.checkedFor;
    planned.set(image.sha256, { file, isListed: true, image, label, checkedFor, annotatedBy, createdAt });
  }
  for (const [file, found] of foreseen) {
    if (labeled.has(file)) continue;
    const nothing = options.emptyMeansNone && !unread.has(file) && !isProblem(found) && reader.nothing;
    if (!nothing) {
      if (isProblem(found) || !planned.has(found.sha256)) others.push(file);
    } else if (!planned.has(found.sha256)) {
      const place = { image: found, drawn: 'upright' as const, labels, bytes: read.bytes };
      const { label } = await reader.read(bareRecord(file.name, nothing), place);
      planned.set(found.sha256, {
        ...{ file, isListed: false, image: found, label: label!, checkedFor: read.checkedFor },
        ...{ annotatedBy: 'human', createdAt: undefined },
      });
    }
  }
  return { images: [...planned.values()].sort((a, b) => (a.image.sha256 < b.image.sha256 ? -1 : 1)), others, problems };
}

/** @throws CommandError when the file has labels, and none of them is of the project's task */
function requireHeld(
  { holds, takes, carriers }: TaskLabelReader,
  { source, format, records }: ReadLabels,
  { project, taskType }: Project,
): void {
  const labeled = records.filter(isLabeled);
  if (labeled.length === 0 || labeled.some(holds)) return;
  throw new CommandError(`no label of ${source} fits the task of ${project}, ${taskType}; nothing was written`, {
    where: labeled[0]!.image,
    why: `the task takes ${takes}; what ${format} says there is ${saidBy(labeled[0]!)}`,
    todo: `bring them as ${carriers}; or make a project of another task (labelloop init --task)`,
  });
}

/** What a record's label is, for people. */
function saidBy({ kind, shapes }: ReadLabels['records'][number]): string {
  if (kind === 'mask') return 'a mask of classes';
  if (kind !== 'shapes') return 'classes of the whole image';
  return shapes.some(({ polygons, mask }) => !polygons && !mask) ? 'boxes' : 'outlines of objects';
}

interface Matched {
  record: ReadLabels['records'][number];
  image: UprightFile;
  on: DrawnOn | 'either';
}

/**
 * The label of each file, and the files whose label could not be read whole. What cannot be used is a problem; of two
 * labels of one image the later one counts.
 */
function matchRecords(
  { holds, isPlaced, takes }: TaskLabelReader,
  { source, format, records }: ReadLabels,
  files: readonly LocalFile[],
  images: ReadonlyMap<LocalFile, UprightFile>,
  problems: DatasetProblem[],
): { matched: Map<LocalFile, Matched>; unread: Set<LocalFile> } {
  const problem = problemAt(source);
  const findFile = fileFinder(files);
  const matched = new Map<LocalFile, Matched>();
  const byContent = new Map<string, LocalFile>();
  const unread = new Set<LocalFile>();
  for (const record of records) {
    const file = findFile(record.image);
    if (record.kind === 'failed' && file) unread.add(file);
    if (!isLabeled(record)) continue;
    const image = file && images.get(file);
    if (!file || !image) {
      const reason = file ? 'its file is no image that can be taken in' : 'there is no such file';
      problems.push(problem('lost', 'no-image', reason, record.image));
      continue;
    }
    if (!holds(record)) {
      unread.add(file);
      problems.push(problem('lost', 'another-kind', `it has ${saidBy(record)}; the task takes ${takes}`, record.image));
      continue;
    }
    // YOLO's boxes are shares of the picture that people see, and the reader has taken its size from our file.
    const isUpright = !isPlaced || /^(yolo|darknet)/.test(format);
    const on = isUpright ? 'upright' : drawnOn(record as { width?: number; height?: number }, image);
    if (on === undefined) {
      const reason = `its labels are of ${record.width} x ${record.height} pixels, the file has ${image.stored.width} x ${image.stored.height}`;
      problems.push(problem('lost', 'another-size', reason, record.image));
      continue;
    }
    const copy = byContent.get(image.sha256);
    if (copy) {
      problems.push(
        problem('noted', 'labeled-twice', `the same image as ${copy.name}; the later label counts`, record.image),
      );
      matched.delete(copy);
    }
    byContent.set(image.sha256, file);
    matched.set(file, { record, image, on });
  }
  return { matched, unread };
}

/**
 * On which picture the labels of turned images were drawn: as those of the file's other turned images whose sizes tell.
 */
function decideDrawnOn(labels: readonly Matched[]): DrawnOn | undefined {
  const unclear = labels.filter(({ on, record }) => on === 'either' && (record.shapes.length > 0 || record.mask));
  const known = new Set(labels.flatMap(({ on, image }) => (image.orientation !== 1 && on !== 'either' ? [on] : [])));
  if (unclear.length === 0 || known.size === 1) return [...known][0] ?? 'upright';
  const [first] = unclear;
  throw new CommandError('on which picture were the labels drawn?', {
    where: first!.record.image,
    why: `${unclear.length} photographs are turned by EXIF, and the labels' sizes do not tell whether people saw them turned; nothing was written`,
    todo: '--drawn-on upright (browsers and most tools show them so), or --drawn-on stored; `labelloop dataset draw` shows it',
  });
}

/** Most likely the wrong folder or file was named: nobody wants all of its images labeled by people then. */
function noMatch({ source, records }: ReadLabels, files: readonly LocalFile[], problems: readonly DatasetProblem[]) {
  const named = records.map(({ image }) => image).slice(0, 3);
  return new CommandError(`no label of ${source} is of one of the ${files.length} images; nothing was written`, {
    where: files
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', '),
    why: named.length > 0 ? `its labels are of ${named.join(', ')}` : 'it has no labels',
    todo: problems[0]
      ? problems[0].reason
      : 'name the folder of these images, without labels: drop it without --labels',
  });
}
