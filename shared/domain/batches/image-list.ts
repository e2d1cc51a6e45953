import { projectKeys } from '../project/bucket-keys.ts';
import { s3Uri } from '../project/s3-uri.ts';

/** The images as SageMaker's `ManifestFile`: one JSON array, a common prefix and the keys below it. */
export function imageList(bucket: string, project: string, imageKeys: readonly string[]): string {
  const { imagesPrefix } = projectKeys(project);
  const relative = imageKeys.map((key) => key.slice(imagesPrefix.length));
  return JSON.stringify([{ prefix: s3Uri(bucket, imagesPrefix) }, ...relative]);
}
