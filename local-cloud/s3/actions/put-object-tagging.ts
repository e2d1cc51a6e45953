import { PutObjectTagging$, type PutObjectTaggingOutput, type PutObjectTaggingRequest } from '@aws-sdk/client-s3';
import { defineOperation, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';
import { tagsOfDocument } from '../objects/tag-set.ts';

export const putObjectTagging = defineOperation<PutObjectTaggingRequest, PutObjectTaggingOutput>({
  schema: PutObjectTagging$,
  honours: ['Bucket', 'Key', 'Tagging'],
  access: ({ Bucket, Key }) => [{ action: 's3:PutObjectTagging', resource: objectArn(Bucket, Key) }],
  async handle({ Bucket = '', Key = '', Tagging }, call) {
    const tags = tagsOfDocument(Tagging?.TagSet);
    await call.store.commits.run(() => {
      call.store.objects.put(Bucket, { ...requireObject(call, Bucket, Key), tags });
    });
    return { output: {} };
  },
});
