import { DeleteBucketCors$, type DeleteBucketCorsRequest } from '@aws-sdk/client-s3';
import { bucketArn, defineAction } from '../action.ts';

export const deleteBucketCors = defineAction<DeleteBucketCorsRequest, object>({
  schema: DeleteBucketCors$,
  honours: ['Bucket'],
  access: ({ Bucket }) => [{ action: 's3:PutBucketCORS', resource: bucketArn(Bucket) }],
  async handle({ Bucket }, { store }) {
    await store.commits.run(() => store.buckets.setCors(store.buckets.require(Bucket).name, undefined));
    return { output: {} };
  },
});
