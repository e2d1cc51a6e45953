import { CreateBucket$, type CreateBucketCommandOutput, type CreateBucketRequest } from '@aws-sdk/client-s3';
import { bucketArn, defineOperation } from '../action.ts';

export const createBucket = defineOperation<CreateBucketRequest, Omit<CreateBucketCommandOutput, '$metadata'>>({
  schema: CreateBucket$,
  honours: ['Bucket', 'CreateBucketConfiguration'],
  access: ({ Bucket }) => [{ action: 's3:CreateBucket', resource: bucketArn(Bucket) }],
  async handle({ Bucket = '' }, { store, now }) {
    await store.commits.run(() => store.buckets.create(Bucket, now));
    return { output: { Location: `/${Bucket}` } };
  },
});
