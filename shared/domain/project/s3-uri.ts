import { InvalidDocumentError } from '../../errors.ts';

export interface S3Location {
  bucket: string;
  key: string;
}

/** `s3://bucket/key` -> its parts, verbatim (S3 URIs are not percent-encoded). @throws InvalidDocumentError */
export function parseS3Uri(uri: string): S3Location {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri);
  if (!match)
    throw new InvalidDocumentError(
      `not an S3 URI: ${JSON.stringify(uri.slice(0, 200))}; it must look like s3://bucket/key`,
    );
  return { bucket: match[1]!, key: match[2]! };
}

export const s3Uri = (bucket: string, key: string) => `s3://${bucket}/${key}`;
