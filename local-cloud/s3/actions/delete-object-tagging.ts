import {
  DeleteObjectTagging$,
  type DeleteObjectTaggingOutput,
  type DeleteObjectTaggingRequest,
} from '@aws-sdk/client-s3';
import { defineOperation, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';

export const deleteObjectTagging = defineOperation<DeleteObjectTaggingRequest, DeleteObjectTaggingOutput>({
  schema: DeleteObjectTagging$,
  honours: ['Bucket', 'Key'],
  access: ({ Bucket, Key }) => [{ action: 's3:DeleteObjectTagging', resource: objectArn(Bucket, Key) }],
  async handle({ Bucket = '', Key = '' }, call) {
    await call.store.commits.run(() => {
      call.store.objects.put(Bucket, { ...requireObject(call, Bucket, Key), tags: {} });
    });
    return { output: {} };
  },
});
