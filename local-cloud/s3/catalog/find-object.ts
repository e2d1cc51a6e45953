import { AwsError } from '../../wire/aws-error.ts';
import type { S3Call } from '../action.ts';
import type { StoredObject } from '../objects/stored-object.ts';

/**
 * The object, or the error that this caller would see on AWS: without `s3:ListBucket` a missing key is 403, not 404.
 * @throws AwsError NoSuchBucket, NoSuchKey, AccessDenied
 */
export function requireObject(call: S3Call, bucket: string, key: string): StoredObject {
  call.store.buckets.require(bucket);
  const object = call.store.objects.find(bucket, key);
  if (object) return object;
  if (call.mayList(bucket)) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
  throw new AwsError(
    'AccessDenied',
    `${call.caller.principal} has no s3:ListBucket on '${bucket}', so S3 does not say whether the key exists.`,
    403,
  );
}
