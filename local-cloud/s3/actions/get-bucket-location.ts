import { GetBucketLocation$, type GetBucketLocationOutput, type GetBucketLocationRequest } from '@aws-sdk/client-s3';
import { bucketArn, defineAction } from '../action.ts';

/** us-east-1, the laptop's region, is S3's empty location. */
export const getBucketLocation = defineAction<GetBucketLocationRequest, GetBucketLocationOutput>({
  schema: GetBucketLocation$,
  honours: ['Bucket'],
  access: ({ Bucket }) => [{ action: 's3:GetBucketLocation', resource: bucketArn(Bucket) }],
  async handle({ Bucket }, { store }) {
    store.buckets.require(Bucket);
    return { output: {} };
  },
});
