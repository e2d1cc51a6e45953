import { InvalidDocumentError } from '../../../../errors.ts';
import { cutJson } from '../../bytes/cut-json.ts';
import { parseOnce } from '../../bytes/parse-once.ts';
import { closeRecord } from '../../close-record.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Severity } from '../../image-record.ts';
import type { DatasetFormat, DatasetReader } from '../format.ts';
import { filesNamed, recogniseByHead } from '../glance.ts';
import { joinAnnotators } from './join-annotators.ts';
import { type Problem, type Result, readResults } from './results.ts';
import { taskImage } from './task-image.ts';

interface Annotation {
  result?: unknown;
  was_cancelled?: boolean;
  updated_at?: string;
  created_at?: string;
  completed_by?: unknown;
}

interface Task {
  id?: number;
  data?: Record<string, unknown>;
  annotations?: Annotation[];
  completions?: Annotation[];
  /** What a model said before anybody looked. */
  predictions?: Annotation[];
}

/**
 * Label Studio's JSON export (not JSON-MIN): boxes, rotated boxes, polygons, brush masks and choices. Places are
 * percents there.
 */
export const labelStudioReader: DatasetReader = {
  async *read(source) {
    for (const file of filesNamed(source, /\.json$/i)) {
      let index = 0;
      for await (const parts of cutJson(source.chunks(file), file))
        for (const { member, text } of parts) {
          if (member !== '') throw new InvalidDocumentError(`${file} is no list of Label Studio tasks`);
          yield readTask(text, index++, file);
        }
    }
  },
};

export const labelStudio: DatasetFormat = {
  name: 'label-studio',
  title: 'Label Studio JSON',
  recognise: (place) => recogniseByHead(place, /\.json$/i, isTaskList),
  reader: labelStudioReader,
  sides: '',
};

/** A list of tasks: each has its `data`, and its annotations are lists of results. */
const isTaskList = (text: string) =>
  /^\s*\[\s*\{/.test(text) &&
  (/"(annotations|completions|predictions)"\s*:\s*\[\s*\{[\s\S]*?"result"\s*:/.test(text) ||
    /"data"\s*:\s*\{/.test(text));

const annotationsOf = (list: unknown): Annotation[] =>
  Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];

function readTask(text: string, index: number, file: string): Entry[] {
  let task: Task;
  try {
    task = (parseOnce(text) ?? {}) as Task;
  } catch (error) {
    return [problemAt(file)('lost', 'broken-json', `task ${index + 1} of the list: ${(error as Error).message}`)];
  }
  const name = `task ${task.id ?? index + 1}`;
  const { image, other } = taskImage(task.data ?? {});
  const problem = (severity: Severity, code: string, reason: string) =>
    problemAt(file)(severity, code, `${name}: ${reason}`, image);
  if (image === undefined) {
    if (other === undefined) return [problem('lost', 'no-image', 'its data names no image')];
    return [{ ...bareRecord(other.value, 'other'), reason: `${other.what}, not an image`, extra: { ...task } }];
  }
  const done = annotationsOf(task.annotations ?? task.completions).filter(({ was_cancelled }) => !was_cancelled);
  const isKnown = [task.annotations, task.completions, task.predictions].some(Array.isArray);
  if (!isKnown && text.includes('"result"'))
    return [problem('lost', 'broken-task', 'it has results, and neither annotations nor predictions')];
  const predictions = done.length > 0 ? [] : annotationsOf(task.predictions).slice(-1);
  if (done.length === 0 && predictions.length === 0) return [bareRecord(image, 'unlabeled')];
  const problems: Entry[] = [];
  const report: Problem = (severity, code, reason) => problems.push(problem(severity, code, reason));
  const records = [...done, ...predictions].map((annotation) => readAnnotation(image, annotation, report));
  if (predictions.length > 0) {
    records[0]!.annotatedBy = 'machine';
    report('noted', 'prediction', 'nobody annotated it; the prediction of a model was taken, as drawn by a machine');
  }
  const record = records.length > 1 ? joinAnnotators(records, report) : records[0]!;
  return closeRecord(record, problems, problemAt(file));
}

function readAnnotation(image: string, annotation: Annotation, report: Problem): ImageRecord {
  const record: ImageRecord = { ...bareRecord(image, 'shapes'), annotatedBy: 'human' };
  const { result, updated_at, created_at, completed_by } = annotation;
  const time = updated_at ?? created_at;
  if (time) record.createdAt = time;
  if (completed_by !== undefined) record.jobName = `label-studio/annotator-${workerOf(completed_by)}`;
  if (!Array.isArray(result)) report('lost', 'broken-annotation', 'an annotation has no list of results');
  else readResults(record, result as Array<Result | null>, report);
  return record;
}

/** Exports name an annotator by number, or with name and mail address, which are nobody else's business. */
const workerOf = (completedBy: unknown) =>
  typeof completedBy === 'object' && completedBy !== null ? (completedBy as { id?: unknown }).id : completedBy;
