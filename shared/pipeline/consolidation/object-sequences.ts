import { frameSequenceSchema } from '../../contracts/frame-sequence.ts';
import type { PayloadObject } from '../../contracts/ground-truth-events.ts';
import type { ObjectSequence } from '../../domain/answer-kinds/answer-kind.ts';
import { sequenceFrames } from '../../domain/tracks/sequence-frames.ts';

const TASKS = { 'video-object-tracking': 'tracking', 'video-object-detection': 'detection' } as const;

/**
 * The frames of a payload's objects, where its task is about sequences. One whose file is gone or none is left out: its
 * object fails.
 * @param readText the text behind an S3 URI; undefined when there is none
 */
export async function objectSequences(
  payload: readonly PayloadObject[],
  taskType: string | undefined,
  readText: (uri: string) => Promise<string | undefined>,
): Promise<Map<string, ObjectSequence>> {
  const task = TASKS[taskType as keyof typeof TASKS];
  const sequences = new Map<string, ObjectSequence>();
  if (!task) return sequences;
  for (const { datasetObjectId, dataObject } of payload) {
    const text = dataObject.s3Uri === undefined ? undefined : await readText(dataObject.s3Uri);
    const sequence = text === undefined ? undefined : frameSequenceSchema.safeParse(readJson(text));
    if (sequence?.success) sequences.set(datasetObjectId, { task, frames: sequenceFrames(sequence.data) });
  }
  return sequences;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
