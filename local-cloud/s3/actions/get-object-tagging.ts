import { GetObjectTagging$, type GetObjectTaggingOutput, type GetObjectTaggingRequest } from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';
import { tagSet } from '../objects/tag-set.ts';

export const getObjectTagging = defineAction<GetObjectTaggingRequest, GetObjectTaggingOutput>({
  schema: GetObjectTagging$,
  honours: ['Bucket', 'Key'],
  access: ({ Bucket, Key }) => [{ action: 's3:GetObjectTagging', resource: objectArn(Bucket, Key) }],
  async handle({ Bucket = '', Key = '' }, context, call) {
    return { output: { TagSet: tagSet(requireObject(context, call, Bucket, Key).tags) } };
  },
});
