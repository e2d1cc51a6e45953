import {
  DeleteObjectTagging$,
  type DeleteObjectTaggingOutput,
  type DeleteObjectTaggingRequest,
} from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';

export const deleteObjectTagging = defineAction<DeleteObjectTaggingRequest, DeleteObjectTaggingOutput>({
  schema: DeleteObjectTagging$,
  honours: ['Bucket', 'Key'],
  access: ({ Bucket, Key }) => [{ action: 's3:DeleteObjectTagging', resource: objectArn(Bucket, Key) }],
  async handle({ Bucket = '', Key = '' }, context, call) {
    await context.store.commits.run(() => {
      context.store.objects.put(Bucket, { ...requireObject(context, call, Bucket, Key), tags: {} });
    });
    return { output: {} };
  },
});
