import { GetBucketCors$, type GetBucketCorsOutput, type GetBucketCorsRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';
import { bucketArn, defineAction } from '../action.ts';

export const getBucketCors = defineAction<GetBucketCorsRequest, GetBucketCorsOutput>({
  schema: GetBucketCors$,
  honours: ['Bucket'],
  access: ({ Bucket }) => [{ action: 's3:GetBucketCORS', resource: bucketArn(Bucket) }],
  async handle({ Bucket }, { store }) {
    const { cors } = store.buckets.require(Bucket);
    if (cors) return { output: { CORSRules: cors } };
    throw new AwsError('NoSuchCORSConfiguration', 'The CORS configuration does not exist', 404);
  },
});
