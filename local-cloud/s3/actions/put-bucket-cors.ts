import { PutBucketCors$, type PutBucketCorsRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';
import { bucketArn, defineAction } from '../action.ts';

export const putBucketCors = defineAction<PutBucketCorsRequest, object>({
  schema: PutBucketCors$,
  honours: ['Bucket', 'CORSConfiguration'],
  access: ({ Bucket }) => [{ action: 's3:PutBucketCORS', resource: bucketArn(Bucket) }],
  async handle({ Bucket, CORSConfiguration }, { store }) {
    const rules = CORSConfiguration?.CORSRules ?? [];
    if (rules.length === 0) throw new AwsError('MalformedXML', 'A CORS configuration needs at least one CORSRule.');
    await store.commits.run(() => store.buckets.setCors(store.buckets.require(Bucket).name, rules));
    return { output: {} };
  },
});
