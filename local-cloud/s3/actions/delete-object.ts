import { DeleteObject$, type DeleteObjectOutput, type DeleteObjectRequest } from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { checkWrite } from '../objects/preconditions.ts';

export const deleteObject = defineAction<DeleteObjectRequest, DeleteObjectOutput>({
  schema: DeleteObject$,
  honours: ['Bucket', 'Key', 'IfMatch'],
  access: ({ Bucket, Key }) => [{ action: 's3:DeleteObject', resource: objectArn(Bucket, Key) }],
  async handle({ Bucket = '', Key = '', IfMatch }, { store }) {
    const displaced = await store.commits.run(() => {
      store.buckets.require(Bucket);
      if (IfMatch !== undefined) checkWrite({ IfMatch }, store.objects.find(Bucket, Key));
      return store.objects.remove(Bucket, Key);
    });
    store.blobs.discard(displaced);
    return { output: {} };
  },
});
