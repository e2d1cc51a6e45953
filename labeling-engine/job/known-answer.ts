import { ANSWER_KIND_NAMES, kindOf, type WorkerAnswer } from '../../shared/domain/answer-kinds/answer-kinds.ts';
import { TASK_TYPES, type TaskTypeName } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import type { Files } from '../engine-ports.ts';
import type { JobDocument } from './job-document.ts';

/**
 * A label of an output manifest as the answer that a perfect worker would have given; masks are read from where it
 * points.
 * @param value of the label attribute @param metadata that of `<attribute>-metadata`
 * @throws InvalidDocumentError when it is no label of the job, ObjectMissingError when its mask is gone
 */
export async function knownAnswer(
  value: unknown,
  metadata: unknown,
  { labels, taskType }: Pick<NonNullable<JobDocument['ledger']>, 'labels' | 'taskType'>,
  files: Pick<Files, 'readBytes'>,
): Promise<WorkerAnswer> {
  const nameOf = (id: number | string) => {
    const name = labels[Number(id)];
    if (name === undefined) throw new InvalidDocumentError(`has the class ${id}; the job has ${labels.length} labels`);
    return name;
  };
  const job = { nameOf, labels, codec: pngCodec, readBytes: (uri: string) => files.readBytes(uri) };
  const expected = TASK_TYPES[taskType as TaskTypeName]?.answer;
  for (const kind of expected ? [expected] : ANSWER_KIND_NAMES) {
    const known = await kindOf(kind).known({ value, metadata: metadata as Record<string, unknown> }, job);
    if (known) return known;
  }
  throw new InvalidDocumentError(`has no label of ${expected ?? ANSWER_KIND_NAMES.join(', ')}`);
}
