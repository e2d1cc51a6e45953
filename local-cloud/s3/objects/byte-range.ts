import { AwsError } from '../../wire/aws-error.ts';

export interface ByteRange {
  start: number;
  length: number;
}

/**
 * Reads a `Range` header against an object's size. Undefined = the whole object: S3 ignores ranges that are malformed
 * or several at once.
 * @throws AwsError InvalidRange (416)
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const isSuffix = match[1] === '';
  const start = isSuffix ? Math.max(size - Number(match[2]), 0) : Number(match[1]);
  const last = isSuffix || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (!isSuffix && match[2] !== '' && Number(match[2]) < start) return undefined;
  if (start > last) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: header ?? '',
      ActualObjectSize: String(size),
    });
  }
  return { start, length: last - start + 1 };
}
