import type { ActionCall } from '../../wire/api-action.ts';
import { AwsError } from '../../wire/aws-error.ts';
import type { S3Context } from '../action.ts';
import type { StoredObject } from '../objects/stored-object.ts';

/**
 * The object, or the error that this caller would see on AWS: without `s3:ListBucket` a missing key is 403, not 404.
 * @throws AwsError NoSuchBucket, NoSuchKey, AccessDenied
 */
export function requireObject(
  { store, mayList }: S3Context,
  { caller }: ActionCall,
  bucket: string,
  key: string,
): StoredObject {
  store.buckets.require(bucket);
  const object = store.objects.find(bucket, key);
  if (object) return object;
  if (mayList(caller.principal, bucket))
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
  throw new AwsError(
    'AccessDenied',
    `${caller.principal} has no s3:ListBucket on '${bucket}', so S3 does not say whether the key exists.`,
    403,
  );
}
