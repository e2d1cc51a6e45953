import { deleteObject, findSize, listFolders, listObjects } from '../../aws/s3.ts';
import { type FrameSequence, frameSequenceSchema } from '../../contracts/frame-sequence.ts';
import { parseJson } from '../../contracts/parse.ts';
import { readBatch } from '../../documents/batch.ts';
import { changeDocument } from '../../documents/change-document.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { labelsKey } from '../../domain/batches/batch-route.ts';
import { s3Uri } from '../../domain/project/s3-uri.ts';

/**
 * Takes forgotten images out of the lists of frames of all batches whose labeling job is over: its labels name frames.
 * A job that is under way counts frames by their place, so its lists stay until this is called again.
 */
export async function leaveSequences(bucket: ProjectBucket, imageKeys: readonly string[]): Promise<void> {
  const uris = new Set(imageKeys.map((imageKey) => s3Uri(bucket.name, imageKey)));
  for (const batchId of await listFolders(bucket.name, bucket.keys.batchesPrefix)) {
    const sequences = await sequencesOf(bucket, batchId);
    if (sequences.length === 0) continue;
    const isOver = await findSize(bucket.name, labelsKey(await readBatch(bucket, batchId)));
    for (const key of isOver ? sequences : []) await leaveSequence(bucket.name, key, uris);
  }
}

async function sequencesOf(bucket: ProjectBucket, batchId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket.name, bucket.keys.frameSequences(batchId))) keys.push(key);
  return keys;
}

/** A list of which no frame is left is deleted. @throws ContendedError after 12 lost races */
async function leaveSequence(bucket: string, key: string, uris: ReadonlySet<string>): Promise<void> {
  const read = (text: string) => parseJson(frameSequenceSchema, text, key);
  let isAlone = false;
  await changeDocument(bucket, key, read, (present) => {
    const left = present && without(present, uris);
    isAlone = left?.frames.length === 0;
    return isAlone ? undefined : left;
  });
  if (isAlone) await deleteObject(bucket, key);
}

/** The sequence without the frames; undefined where it has none of them. Other frames keep their numbers. */
function without(sequence: FrameSequence, uris: ReadonlySet<string>): FrameSequence | undefined {
  const frames = sequence.frames.filter(({ frame }) => !uris.has(`${sequence.prefix}${frame}`));
  return frames.length < sequence.frames.length
    ? { ...sequence, 'number-of-frames': frames.length, frames }
    : undefined;
}
