import { randomBytes } from 'node:crypto';
import {
  CreateMultipartUpload$,
  type CreateMultipartUploadOutput,
  type CreateMultipartUploadRequest,
} from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { checkKey } from '../objects/key-limits.ts';
import { ATTRIBUTE_NAMES, readAttributes } from '../objects/stored-object.ts';
import { tagsOfHeader } from '../objects/tag-set.ts';

export const createMultipartUpload = defineAction<CreateMultipartUploadRequest, CreateMultipartUploadOutput>({
  schema: CreateMultipartUpload$,
  honours: ['Bucket', 'Key', 'Tagging', ...ATTRIBUTE_NAMES],
  access: ({ Bucket, Key }) => [{ action: 's3:PutObject', resource: objectArn(Bucket, Key) }],
  async handle(input, { store, clock }) {
    const { Bucket = '', Key = '' } = input;
    checkKey(Key);
    const upload = {
      id: randomBytes(24).toString('base64url'),
      bucket: Bucket,
      key: Key,
      startedAt: clock.now(),
      attributes: readAttributes(input),
      tags: tagsOfHeader(input.Tagging),
    };
    await store.commits.run(() => {
      store.buckets.require(Bucket);
      store.uploads.create(upload);
    });
    return { output: { Bucket, Key, UploadId: upload.id } };
  },
});
