import { createOnce } from '../../aws/s3.ts';
import type { Batch } from '../../contracts/batch.ts';
import type { FrameSequence } from '../../contracts/frame-sequence.ts';
import type { ManifestLine } from '../../contracts/manifest-line.ts';
import { readRecords } from '../../documents/ledger.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { groupFrames } from '../../domain/batches/video-frames.ts';
import { s3Uri } from '../../domain/project/s3-uri.ts';

/**
 * Writes the sequence files of a batch whose objects are followed through frames.
 * @returns a manifest line for each, in order; the same whenever it runs
 */
export async function writeFrameSequences(
  bucket: ProjectBucket,
  { batchId, images }: Batch,
  framesPerTask: number,
): Promise<ManifestLine[]> {
  const groups = groupFrames(await readRecords(bucket, images), framesPerTask);
  const lines: ManifestLine[] = [];
  for (const [at, { records }] of groups.entries()) {
    const folder = records[0]!.imageKey.replace(/[^/]+$/, '');
    const sequence: FrameSequence = {
      'seq-no': at + 1,
      prefix: s3Uri(bucket.name, folder),
      'number-of-frames': records.length,
      frames: records.map(({ imageKey }, number) => ({ 'frame-no': number, frame: imageKey.slice(folder.length) })),
    };
    const key = bucket.keys.frameSequence(batchId, at);
    await createOnce(bucket.name, key, JSON.stringify(sequence), 'application/json');
    lines.push({ 'source-ref': s3Uri(bucket.name, key) });
  }
  return lines;
}
