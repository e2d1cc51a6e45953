import { CreateBucket$, type CreateBucketCommandOutput, type CreateBucketRequest } from '@aws-sdk/client-s3';
import { bucketArn, defineAction } from '../action.ts';

export const createBucket = defineAction<CreateBucketRequest, Omit<CreateBucketCommandOutput, '$metadata'>>({
  schema: CreateBucket$,
  honours: ['Bucket', 'CreateBucketConfiguration'],
  access: ({ Bucket }) => [{ action: 's3:CreateBucket', resource: bucketArn(Bucket) }],
  async handle({ Bucket = '' }, { store, clock }) {
    await store.commits.run(() => store.buckets.create(Bucket, clock.now()));
    return { output: { Location: `/${Bucket}` } };
  },
});
