import type { PayloadObject } from '../../contracts/ground-truth-events.ts';
import type { ReadAnswer } from './answer-kind.ts';
import { ANSWER_KIND_NAMES, kindOf, type WorkerAnswer } from './answer-kinds.ts';
import { isObject, objectsOf } from './fields.ts';

/**
 * Reads a form's output object (Ground Truth's `annotationData.content`): the first element whose value is of a known shape.
 * Boxes of unknown labels, of no finite size or outside the image are left out.
 */
export function readWorkerAnswer(content: string, labels: readonly string[]): ReadAnswer<WorkerAnswer> {
  let form: unknown;
  try {
    form = JSON.parse(content);
  } catch {
    return { problem: content === '' ? 'the answer is empty or gone' : 'the answer is not JSON' };
  }
  // Element reference pages show the object in an array of one.
  const [fields] = Array.isArray(form) ? objectsOf(form) : isObject(form) ? [form] : [];
  const values = Object.values(fields ?? {}).filter(isObject);
  if (values.length === 0) return { problem: 'the form was submitted empty' };
  for (const value of values) {
    for (const kind of ANSWER_KIND_NAMES) {
      const read = kindOf(kind).read(value, labels);
      if (read) return read;
    }
  }
  return { problem: 'the answer has no boxes, polygons, mask or label of this job, or lacks the image size' };
}

/** The usable answers of an object, the first of each worker, and what was wrong with the others. */
export function readWorkerAnswers(object: PayloadObject, labels: readonly string[]) {
  const answers = new Map<string, WorkerAnswer>();
  const problems: Array<{ workerId: string; problem: string }> = [];
  for (const { workerId, annotationData } of object.annotations) {
    const { answer, problem } = readWorkerAnswer(annotationData.content ?? '', labels);
    if (problem) problems.push({ workerId, problem });
    if (!answer) continue;
    if (answers.has(workerId)) problems.push({ workerId, problem: 'answered twice; the first answer counts' });
    else answers.set(workerId, answer);
  }
  return { answers: [...answers].map(([workerId, answer]) => ({ workerId, ...answer })), problems };
}
