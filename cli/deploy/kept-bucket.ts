import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { explainAws } from './aws-place.ts';
import { prefixOf } from './stack.ts';
import { whoAmI } from './who-am-i.ts';

/** Where a stage's bucket is, as serverless.yml names it. */
export const bucketNameOf = (stage: string, account: string, region: string) =>
  `${prefixOf(stage)}-${account}${region === 'us-east-1' ? '' : `-${region}`}`;

/** `kept`: there, and these credentials see it; `foreign`: there, and they do not. */
export type BucketStanding = 'free' | 'kept' | 'foreign';

export async function bucketStanding(bucket: string): Promise<BucketStanding> {
  const client = new S3Client();
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return 'kept';
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404) return 'free';
    if (status === 403) return 'foreign';
    throw explainAws(error, 'S3 does not answer');
  } finally {
    client.destroy();
  }
}

/** The bucket that a stage's stack left behind; undefined when there is none. */
export async function findKeptBucket(stage: string, region: string): Promise<string | undefined> {
  const bucket = bucketNameOf(stage, (await whoAmI()).account, region);
  return (await bucketStanding(bucket)) === 'kept' ? bucket : undefined;
}
