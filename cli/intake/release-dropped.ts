import { PARALLEL_CALLS } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { releaseImage } from '../../shared/pipeline/images/reserve-image.ts';
import type { DropOutcome } from './drop-files.ts';

/**
 * Who drops images without labels wants them labeled: those that a drop with labels kept and never finished go in line.
 * @returns how many they are
 */
export async function releaseDropped(
  bucket: string,
  project: string,
  outcomes: readonly DropOutcome[],
): Promise<number> {
  const again = outcomes.filter(({ outcome }) => outcome === 'known' || outcome === 'duplicate');
  const images = [...new Set(again.flatMap(({ sha256 }) => sha256 ?? []))];
  const released = await inParallel(images, PARALLEL_CALLS, (image) =>
    releaseImage(projectBucket(bucket, project), image),
  );
  return released.filter(Boolean).length;
}
