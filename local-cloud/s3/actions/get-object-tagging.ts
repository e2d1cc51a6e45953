import { GetObjectTagging$, type GetObjectTaggingOutput, type GetObjectTaggingRequest } from '@aws-sdk/client-s3';
import { defineOperation, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';
import { tagSet } from '../objects/tag-set.ts';

export const getObjectTagging = defineOperation<GetObjectTaggingRequest, GetObjectTaggingOutput>({
  schema: GetObjectTagging$,
  honours: ['Bucket', 'Key'],
  access: ({ Bucket, Key }) => [{ action: 's3:GetObjectTagging', resource: objectArn(Bucket, Key) }],
  async handle({ Bucket = '', Key = '' }, call) {
    return { output: { TagSet: tagSet(requireObject(call, Bucket, Key).tags) } };
  },
});
