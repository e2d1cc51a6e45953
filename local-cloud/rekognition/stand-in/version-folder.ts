import { createHash } from 'node:crypto';
import type { StoredVersion } from '../custom-labels-store.ts';

type Placed = Pick<StoredVersion, 'output' | 'resource'>;

/** Where all that belongs to a version lies in the bucket that its request names; `prefix` ends with `/`. */
export const versionFolder = ({ output: { bucket, prefix }, resource }: Placed) => ({
  bucket,
  prefix: `${prefix.replace(/\/?$/, prefix === '' ? '' : '/')}${resource}/`,
});

/** Where the evaluation's summary lies. */
export function summaryPlace(version: Placed): { bucket: string; key: string } {
  const { bucket, prefix } = versionFolder(version);
  return { bucket, key: `${prefix}evaluation_summary.json` };
}

/** One name for all that SageMaker has of a version. */
export const resourceName = (arn: string) =>
  `rekognition-${createHash('sha256').update(arn).digest('hex').slice(0, 24)}`;
