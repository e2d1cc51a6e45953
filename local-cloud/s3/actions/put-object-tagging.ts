import { PutObjectTagging$, type PutObjectTaggingOutput, type PutObjectTaggingRequest } from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';
import { tagsOfDocument } from '../objects/tag-set.ts';

export const putObjectTagging = defineAction<PutObjectTaggingRequest, PutObjectTaggingOutput>({
  schema: PutObjectTagging$,
  honours: ['Bucket', 'Key', 'Tagging'],
  access: ({ Bucket, Key }) => [{ action: 's3:PutObjectTagging', resource: objectArn(Bucket, Key) }],
  async handle({ Bucket = '', Key = '', Tagging }, context, call) {
    const tags = tagsOfDocument(Tagging?.TagSet);
    await context.store.commits.run(() => {
      context.store.objects.put(Bucket, { ...requireObject(context, call, Bucket, Key), tags });
    });
    return { output: {} };
  },
});
