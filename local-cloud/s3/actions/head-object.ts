import { HeadObject$, type HeadObjectOutput, type HeadObjectRequest } from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';
import { readRange } from '../objects/byte-range.ts';
import { checkRead } from '../objects/preconditions.ts';
import { describeObject } from '../objects/stored-object.ts';

export const headObject = defineAction<HeadObjectRequest, HeadObjectOutput>({
  schema: HeadObject$,
  honours: ['Bucket', 'Key', 'Range', 'IfMatch', 'IfNoneMatch', 'IfModifiedSince', 'IfUnmodifiedSince', 'ChecksumMode'],
  access: ({ Bucket, Key }) => [{ action: 's3:GetObject', resource: objectArn(Bucket, Key) }],
  async handle(input, context, call) {
    const object = requireObject(context, call, input.Bucket ?? '', input.Key ?? '');
    checkRead(input, object);
    const { size } = object.content;
    const range = readRange(input.Range, size);
    return {
      status: range ? 206 : 200,
      output: {
        ...describeObject(object, input.ChecksumMode === 'ENABLED' && !range),
        ...(range && {
          ContentLength: range.length,
          ContentRange: `bytes ${range.start}-${range.start + range.length - 1}/${size}`,
        }),
      },
    };
  },
});
