import { projectKeys } from '../project/bucket-keys.ts';
import { s3Uri } from '../project/s3-uri.ts';

/**
 * Keys below a prefix as SageMaker's `ManifestFile`: one JSON array, the common prefix and what follows it, each once.
 */
export const keyList = (bucket: string, prefix: string, keys: readonly string[]): string =>
  JSON.stringify([{ prefix: s3Uri(bucket, prefix) }, ...new Set(keys.map((key) => key.slice(prefix.length)))]);

/** The images as SageMaker's `ManifestFile`. */
export const imageList = (bucket: string, project: string, imageKeys: readonly string[]): string =>
  keyList(bucket, projectKeys(project).imagesPrefix, imageKeys);
