import { expect, it } from '@jest/globals';
import { parseS3Uri, s3Uri } from '../../../../shared/domain/project/s3-uri.ts';
import { InvalidDocumentError } from '../../../../shared/errors.ts';

it.each([
  ['s3://photos/birds/a.jpg', 'photos', 'birds/a.jpg'],
  ['s3://photos/100%25 sure+é.jpg', 'photos', '100%25 sure+é.jpg'],
  ['s3://photos//a?b#c', 'photos', '/a?b#c'],
  ['s3://photos/line\nbreak', 'photos', 'line\nbreak'],
])('%j is taken verbatim, and written back the same', (uri, bucket, key) => {
  expect(parseS3Uri(uri)).toEqual({ bucket, key });
  expect(s3Uri(bucket, key)).toBe(uri);
});

it.each(['s3://photos', 's3://photos/'])('%s is the whole bucket', (uri) => {
  expect(parseS3Uri(uri)).toEqual({ bucket: 'photos', key: '' });
});

it.each(['', 'photos/a.jpg', 's3:///a.jpg', 'https://photos/a.jpg', ' s3://photos/a', 'S3://photos/a'])(
  '%j is refused with what it must look like',
  (uri) => {
    expect(() => parseS3Uri(uri)).toThrow(InvalidDocumentError);
    expect(() => parseS3Uri(uri)).toThrow(`not an S3 URI: ${JSON.stringify(uri)}; it must look like s3://bucket/key`);
  },
);
