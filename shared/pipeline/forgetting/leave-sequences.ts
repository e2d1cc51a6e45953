import { deleteObject, findSize, findText, listFolders, listObjects, replaceIf } from '../../aws/s3.ts';
import { type FrameSequence, frameSequenceSchema } from '../../contracts/frame-sequence.ts';
import { parseJson } from '../../contracts/parse.ts';
import { readBatch } from '../../documents/batch.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { labelsKey } from '../../domain/batches/batch-route.ts';
import { ContendedError } from '../../errors.ts';

/** Nobody else writes these documents, but for the same call that runs twice. */
const MOST_TRIES = 5;

/**
 * Takes a forgotten image out of the lists of frames of all batches whose labeling job is over: its labels name frames.
 * A job that is under way counts frames by their place, so its lists stay until this is called again.
 */
export async function leaveSequences(bucket: ProjectBucket, imageKey: string): Promise<void> {
  for (const batchId of await listFolders(bucket.name, bucket.keys.batchesPrefix)) {
    const sequences = await sequencesOf(bucket, batchId);
    if (sequences.length === 0) continue;
    const isOver = await findSize(bucket.name, labelsKey(await readBatch(bucket, batchId)));
    for (const key of isOver ? sequences : []) await leaveSequence(bucket.name, key, `s3://${bucket.name}/${imageKey}`);
  }
}

async function sequencesOf(bucket: ProjectBucket, batchId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket.name, bucket.keys.frameSequences(batchId))) keys.push(key);
  return keys;
}

/** A list of which no frame is left is deleted. @throws ContendedError after 5 lost races */
async function leaveSequence(bucket: string, key: string, uri: string): Promise<void> {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    const found = await findText(bucket, key);
    const left = found && without(parseJson(frameSequenceSchema, found.text, key), uri);
    if (!left) return;
    const isDone =
      left.frames.length === 0
        ? await deleteObject(bucket, key, found.etag)
        : await replaceIf(bucket, key, JSON.stringify(left), found.etag);
    if (isDone) return;
  }
  throw new ContendedError(`${key} was changed by others ${MOST_TRIES} times`);
}

/** The sequence without the frame; undefined where it has none. Other frames keep their numbers. */
function without(sequence: FrameSequence, uri: string): FrameSequence | undefined {
  const frames = sequence.frames.filter(({ frame }) => `${sequence.prefix}${frame}` !== uri);
  return frames.length < sequence.frames.length
    ? { ...sequence, 'number-of-frames': frames.length, frames }
    : undefined;
}
