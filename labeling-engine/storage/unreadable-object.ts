import { ObjectMissingError } from '../../shared/errors.ts';

/** S3's names for objects that no second try will read: not there, or not to be seen by this role, bucket or region. */
const FOR_GOOD = [
  'NoSuchKey',
  'NoSuchBucket',
  'NotFound',
  'AccessDenied',
  'AllAccessDisabled',
  'InvalidBucketName',
  'InvalidObjectState',
  'KeyTooLongError',
  'PermanentRedirect',
];

/**
 * What reading somebody's object has thrown, as ObjectMissingError with its address where trying again is of no use.
 */
export function asUnreadable(uri: string, error: unknown): unknown {
  const { name, message } = error as Error;
  return FOR_GOOD.includes(name) ? new ObjectMissingError(`${uri} cannot be read: ${name}: ${message}`) : error;
}
