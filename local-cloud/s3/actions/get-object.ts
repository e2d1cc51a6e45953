import { GetObject$, type GetObjectOutput, type GetObjectRequest } from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';
import { readRange } from '../objects/byte-range.ts';
import { checkRead } from '../objects/preconditions.ts';
import { describeObject, safeDisposition } from '../objects/stored-object.ts';

export const getObject = defineAction<GetObjectRequest, Omit<GetObjectOutput, 'Body'>>({
  schema: GetObject$,
  honours: [
    'Bucket',
    'Key',
    'Range',
    'IfMatch',
    'IfNoneMatch',
    'IfModifiedSince',
    'IfUnmodifiedSince',
    'ChecksumMode',
    'ResponseCacheControl',
    'ResponseContentDisposition',
    'ResponseContentEncoding',
    'ResponseContentLanguage',
    'ResponseContentType',
  ],
  access: ({ Bucket, Key }) => [{ action: 's3:GetObject', resource: objectArn(Bucket, Key) }],
  async handle(input, context, call) {
    const { Bucket = '', Key = '' } = input;
    const { blobs } = context.store;
    const object = requireObject(context, call, Bucket, Key);
    checkRead(input, object);
    const { size } = object.content;
    const range = readRange(input.Range, size);
    const { start, length } = range ?? { start: 0, length: size };
    return {
      status: range ? 206 : 200,
      output: {
        ...describeObject(object, input.ChecksumMode === 'ENABLED' && !range),
        ...overrides(input, object.attributes.ContentType, object.attributes.ContentDisposition),
        ContentLength: length,
        ...(range && { ContentRange: `bytes ${start}-${start + length - 1}/${size}` }),
      },
      content: blobs.read(object.content, start, length),
      // Held from now on: a replacement meanwhile does not take the file away.
      release: blobs.hold(object.content),
    };
  },
});

/** What a presigned link may ask for; a disposition that would show a page instead of saving it is not among it. */
function overrides(input: GetObjectRequest, contentType: string | undefined, disposition: string | undefined) {
  const type = input.ResponseContentType ?? contentType;
  const shown = safeDisposition(type, input.ResponseContentDisposition ?? disposition);
  return {
    ...(type !== undefined && { ContentType: type }),
    ...(shown !== undefined && { ContentDisposition: shown }),
    ...(input.ResponseCacheControl !== undefined && { CacheControl: input.ResponseCacheControl }),
    ...(input.ResponseContentEncoding !== undefined && { ContentEncoding: input.ResponseContentEncoding }),
    ...(input.ResponseContentLanguage !== undefined && { ContentLanguage: input.ResponseContentLanguage }),
  };
}
