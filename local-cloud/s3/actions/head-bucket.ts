import { HeadBucket$, type HeadBucketOutput, type HeadBucketRequest } from '@aws-sdk/client-s3';
import { REGION } from '../../wire/service.ts';
import { bucketArn, defineAction } from '../action.ts';

export const headBucket = defineAction<HeadBucketRequest, HeadBucketOutput>({
  schema: HeadBucket$,
  honours: ['Bucket'],
  access: ({ Bucket }) => [{ action: 's3:ListBucket', resource: bucketArn(Bucket) }],
  async handle({ Bucket }, { store }) {
    store.buckets.require(Bucket);
    return { output: { BucketRegion: REGION } };
  },
});
