import { UploadPart$, type UploadPartOutput, type UploadPartRequest } from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { storePart } from '../objects/store-part.ts';
import { checksumMembers } from '../objects/stored-object.ts';

export const uploadPart = defineAction<UploadPartRequest, UploadPartOutput>({
  schema: UploadPart$,
  honours: ['Bucket', 'Key', 'UploadId', 'PartNumber'],
  access: ({ Bucket, Key }) => [{ action: 's3:PutObject', resource: objectArn(Bucket, Key) }],
  async handle(input, context, call) {
    const etag = await storePart(context, input, call.body);
    return { output: { ETag: etag, ...checksumMembers(call.checksum?.()) } };
  },
});
