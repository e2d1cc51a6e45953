import type { PayloadObject } from '../../contracts/ground-truth-events.ts';
import type { Fields, ReadAnswer } from './answer-kind.ts';
import { ANSWER_KIND_NAMES, type AnswerKindName, kindOf, type WorkerAnswer } from './answer-kinds.ts';
import { isObject, objectsOf, readSize } from './fields.ts';

/** What elements say of a task beside the answer. */
const COMMON_FIELDS = new Set(['inputImageProperties', 'initialValueModified']);

/**
 * Reads a form's output object (Ground Truth's `annotationData.content`): the first element whose value is of the kind
 * that is asked for. What is no answer of that kind is never taken for an empty one.
 * @param expected undefined where the job does not say: then of the first kind that the value has the fields of
 */
export function readWorkerAnswer(
  content: string,
  labels: readonly string[],
  expected?: AnswerKindName,
): ReadAnswer<WorkerAnswer> {
  let form: unknown;
  try {
    form = JSON.parse(content);
  } catch {
    return { problem: content === '' ? 'the answer is empty or gone' : 'the answer is not JSON' };
  }
  // Element reference pages show the object in an array of one.
  const [fields = {}] = Array.isArray(form) ? objectsOf(form) : isObject(form) ? [form] : [];
  if (Object.keys(fields).length === 0) return { problem: 'the form was submitted empty' };
  const values = [...Object.values(fields), ...Object.values(unflatten(fields))].filter(isObject);
  const reads = values.flatMap((value) => readElement(value, labels, expected) ?? []);
  return reads.find(({ answer }) => answer) ?? reads[0] ?? { problem: strangeAnswer(values, labels, expected) };
}

function readElement(value: Fields, labels: readonly string[], expected: AnswerKindName | undefined) {
  if (expected) return kindOf(expected).read(value, labels);
  // Of a task without an object, elements of several kinds may say no more than this.
  if (Object.keys(value).every((name) => COMMON_FIELDS.has(name))) return undefined;
  for (const kind of ANSWER_KIND_NAMES) {
    const read = kindOf(kind).read(value, labels);
    if (read) return read;
  }
  return undefined;
}

/** `answer-format="flatten-objects"` of `crowd-form`: `element.field.field` -> nested objects. */
function unflatten(fields: Fields): Fields {
  const nested: Fields = {};
  for (const [path, value] of Object.entries(fields)) {
    const names = path.split('.');
    if (names.length < 2 || names.some((name) => name === '__proto__')) continue;
    let at = nested;
    for (const name of names.slice(0, -1)) {
      if (!isObject(at[name])) at[name] = {};
      at = at[name] as Fields;
    }
    at[names.at(-1)!] = value;
  }
  return nested;
}

/** Why there is no answer, with what there is instead. */
function strangeAnswer(values: readonly Fields[], labels: readonly string[], expected: AnswerKindName | undefined) {
  const wanted = expected ? `no answer of the kind ${expected}` : 'no answer of a known kind';
  const other = values.flatMap((value) => ANSWER_KIND_NAMES.filter((kind) => kindOf(kind).read(value, labels)?.answer));
  if (expected && other.length > 0) return `${wanted}: it is of the kind ${other[0]}`;
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))].filter((name) => !COMMON_FIELDS.has(name));
  if (names.length === 0) return `${wanted}: it says nothing but the image's size`;
  const list = names.slice(0, 6).join(', ');
  return values.some(readSize) ? `${wanted}: it has ${list}` : `${wanted}: it has ${list}, but no inputImageProperties`;
}

/** The usable answers of an object, the first of each worker, and what was wrong with the others. */
export function readWorkerAnswers(object: PayloadObject, labels: readonly string[], expected?: AnswerKindName) {
  const answers = new Map<string, WorkerAnswer>();
  const problems: Array<{ workerId: string; problem: string }> = [];
  for (const { workerId, annotationData } of object.annotations) {
    const { answer, problem } = readWorkerAnswer(annotationData.content ?? '', labels, expected);
    if (problem) problems.push({ workerId, problem });
    if (!answer) continue;
    if (answers.has(workerId)) problems.push({ workerId, problem: 'answered twice; the first answer counts' });
    else answers.set(workerId, answer);
  }
  return agreedKind(
    [...answers].map(([workerId, answer]) => ({ workerId, ...answer })),
    problems,
  );
}

type Answers = Array<{ workerId: string } & WorkerAnswer>;

/** Answers of different kinds are none: whose kind is the right one cannot be told. */
function agreedKind(answers: Answers, problems: Array<{ workerId: string; problem: string }>) {
  const kinds = [...new Set(answers.map(({ kind }) => kind))].sort();
  if (kinds.length < 2) return { kind: kinds[0], answers, problems };
  const mixed = answers.map(({ workerId, kind }) => ({
    workerId,
    problem: `it is of the kind ${kind}, but the object has answers of ${kinds.join(' and ')}, and the job does not say which it asks for`,
  }));
  return { kind: undefined, answers: [], problems: [...problems, ...mixed] };
}
