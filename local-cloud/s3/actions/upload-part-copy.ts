import { UploadPartCopy$, type UploadPartCopyOutput, type UploadPartCopyRequest } from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';
import { readRange } from '../objects/byte-range.ts';
import { readCopySource } from '../objects/copy-source.ts';
import { checkCopySource } from '../objects/preconditions.ts';
import { storePart } from '../objects/store-part.ts';
import { wholeSeconds } from '../objects/stored-object.ts';

export const uploadPartCopy = defineAction<UploadPartCopyRequest, UploadPartCopyOutput>({
  schema: UploadPartCopy$,
  honours: [
    'Bucket',
    'Key',
    'UploadId',
    'PartNumber',
    'CopySource',
    'CopySourceRange',
    'CopySourceIfMatch',
    'CopySourceIfNoneMatch',
    'CopySourceIfModifiedSince',
    'CopySourceIfUnmodifiedSince',
  ],
  access({ Bucket, Key, CopySource }) {
    const from = readCopySource(CopySource);
    return [
      { action: 's3:GetObject', resource: objectArn(from.bucket, from.key) },
      { action: 's3:PutObject', resource: objectArn(Bucket, Key) },
    ];
  },
  async handle(input, context, call) {
    const { blobs } = context.store;
    const from = readCopySource(input.CopySource);
    const { content, ...source } = requireObject(context, call, from.bucket, from.key);
    checkCopySource(
      {
        IfMatch: input.CopySourceIfMatch,
        IfNoneMatch: input.CopySourceIfNoneMatch,
        IfModifiedSince: input.CopySourceIfModifiedSince,
        IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
      },
      { content, ...source },
    );
    const { start, length } = readRange(input.CopySourceRange, content.size) ?? { start: 0, length: content.size };
    const release = blobs.hold(content);
    const etag = await storePart(context, input, blobs.read(content, start, length)).finally(release);
    return { output: { CopyPartResult: { ETag: etag, LastModified: new Date(wholeSeconds(context.clock.now())) } } };
  },
});
