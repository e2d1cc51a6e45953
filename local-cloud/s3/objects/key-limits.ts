import { AwsError } from '../../wire/aws-error.ts';

const LONGEST_KEY_BYTES = 1024;

/** @throws AwsError KeyTooLongError */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= LONGEST_KEY_BYTES) return;
  throw new AwsError('KeyTooLongError', 'Your key is too long', 400, {
    Size: String(size),
    MaxSizeAllowed: String(LONGEST_KEY_BYTES),
  });
}
