import {
  AbortMultipartUpload$,
  type AbortMultipartUploadOutput,
  type AbortMultipartUploadRequest,
} from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';

export const abortMultipartUpload = defineAction<AbortMultipartUploadRequest, AbortMultipartUploadOutput>({
  schema: AbortMultipartUpload$,
  honours: ['Bucket', 'Key', 'UploadId'],
  access: ({ Bucket, Key }) => [{ action: 's3:AbortMultipartUpload', resource: objectArn(Bucket, Key) }],
  async handle({ Bucket = '', Key = '', UploadId }, { store }) {
    const displaced = await store.commits.run(() =>
      store.uploads.remove(store.uploads.require(UploadId, Bucket, Key).id),
    );
    store.blobs.discard(displaced);
    return { output: {} };
  },
});
