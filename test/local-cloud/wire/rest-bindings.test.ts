import { CopyObjectRequest$, DeleteObjectRequest$, ListObjectsV2Request$, PutObjectRequest$ } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { NormalizedSchema } from '@smithy/core/schema';
import { headerText, readScalar } from '../../../local-cloud/wire/rest-bindings.ts';

const read = (schema: typeof PutObjectRequest$, name: string, text: string | undefined) => {
  const member = new Map(NormalizedSchema.of(schema).structIterator()).get(name)!;
  return readScalar(name, member, text);
};

it.each([
  ['a text as it is', PutObjectRequest$, 'ContentType', 'image/png', 'image/png'],
  ['a whole number', ListObjectsV2Request$, 'MaxKeys', '12', 12],
  ['a truth value', DeleteObjectRequest$, 'BypassGovernanceRetention', 'true', true],
  ['a date', CopyObjectRequest$, 'CopySourceIfModifiedSince', 'Fri, 01 Jan 2027 00:00:00 GMT', new Date('2027-01-01')],
  ['nothing of a date that is none', CopyObjectRequest$, 'CopySourceIfModifiedSince', 'yesterday', undefined],
  ['nothing of nothing', PutObjectRequest$, 'ContentType', undefined, undefined],
])('reads %s', (_, schema, name, text, value) => {
  expect(read(schema as typeof PutObjectRequest$, name, text)).toEqual(value);
});

it('refuses a number that is none, by its name', () => {
  const fewer = () => read(ListObjectsV2Request$ as typeof PutObjectRequest$, 'MaxKeys', '1e3');
  expect(fewer).toThrow("MaxKeys must be a whole number, not '1e3'.");
});

it('joins a header that came several times', () => {
  expect(headerText(['a', 'b'])).toBe('a, b');
  expect(headerText(undefined)).toBeUndefined();
});
