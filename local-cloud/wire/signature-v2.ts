import { createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import type { SignedParts } from './signature.ts';

/**
 * A URL presigned by Signature Version 2, which boto3 still makes for S3 in us-east-1 unless told otherwise
 * (docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html).
 */
export interface PresignedV2 {
  accessKeyId: string;
  signature: string;
  /** Seconds since 1970, as signed. */
  expires: string;
}

/** The query parameters that the signature covers, beside the path. */
const SIGNED_PARAMETERS = new Set([
  'accelerate',
  'acl',
  'cors',
  'delete',
  'lifecycle',
  'location',
  'logging',
  'notification',
  'partNumber',
  'policy',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'restore',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
]);

/** What of a URL's query is its signature and no word to S3. */
export const PRESIGNED_V2_PARAMETERS = ['AWSAccessKeyId', 'Signature', 'Expires'];

/** The claim in a URL's query; undefined where it carries none. */
export function readPresignedV2({ query }: SignedParts): PresignedV2 | undefined {
  const [accessKeyId, signature, expires] = PRESIGNED_V2_PARAMETERS.map((name) => query.get(name));
  return accessKeyId && signature && expires ? { accessKeyId, signature, expires } : undefined;
}

/** @throws AwsError SignatureDoesNotMatch, AccessDenied for a URL that has expired */
export function checkPresignedV2(
  { signature, expires }: PresignedV2,
  { method, rawPath, query, headers }: SignedParts,
  secretAccessKey: string,
  now: number,
): void {
  const amzHeaders = Object.keys(headers)
    .filter((name) => name.startsWith('x-amz-'))
    .sort()
    .map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const parameters = [...query.keys()]
    .filter((name) => SIGNED_PARAMETERS.has(name))
    .sort()
    .map((name) => (query.get(name) === '' ? name : `${name}=${query.get(name)}`));
  const resource = rawPath + (parameters.length > 0 ? `?${parameters.join('&')}` : '');
  const content = `${headers['content-md5'] ?? ''}\n${headers['content-type'] ?? ''}`;
  const text = `${method}\n${content}\n${expires}\n${amzHeaders.join('')}${resource}`;
  const expected = createHmac('sha1', secretAccessKey).update(text).digest();
  const given = Buffer.from(signature, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      "The Signature Version 2 of this presigned URL does not match what was asked for. Check its key, or sign by Config(signature_version='s3v4').",
      403,
    );
  }
  if (!(Number(expires) * 1000 >= now)) throw new AwsError('AccessDenied', 'Request has expired', 403);
}
