import { findSize } from '../../aws/s3.ts';
import type { Champion } from '../../contracts/training.ts';
import { findDatasetHead } from '../../documents/dataset-head.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { s3Uri } from '../../domain/project/s3-uri.ts';

/**
 * S3 URI of the model that a training on this dataset version may begin with: the champion's, unless it is gone, or an
 * image was forgotten since the version that it learned from. A model cannot unlearn, so what was forgotten must not
 * live on in the next one.
 */
export async function findWarmStart(
  bucket: ProjectBucket,
  champion: Champion,
  datasetVersion: number,
): Promise<string | undefined> {
  const head = await findDatasetHead(bucket);
  const forgotten = head?.versions.some(
    (version) =>
      version.origin?.kind === 'forget' &&
      version.datasetVersion > champion.datasetVersion &&
      version.datasetVersion <= datasetVersion,
  );
  if (forgotten) return undefined;
  const key = bucket.keys.trainedModel(champion.trainingJobName);
  return (await findSize(bucket.name, key)) && s3Uri(bucket.name, key);
}
