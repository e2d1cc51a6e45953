import { ListBuckets$, type ListBucketsOutput, type ListBucketsRequest } from '@aws-sdk/client-s3';
import { ACCOUNT_ID, REGION } from '../../wire/service.ts';
import { defineAction } from '../action.ts';

export const listBuckets = defineAction<ListBucketsRequest, ListBucketsOutput>({
  schema: ListBuckets$,
  honours: ['Prefix', 'BucketRegion', 'MaxBuckets'],
  access: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
  async handle({ Prefix, BucketRegion = REGION, MaxBuckets }, { store }) {
    const buckets = BucketRegion === REGION ? store.buckets.list() : [];
    return {
      output: {
        Buckets: buckets
          .filter(({ name }) => name.startsWith(Prefix ?? ''))
          .slice(0, MaxBuckets)
          .map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt) })),
        Owner: { ID: ACCOUNT_ID },
        ...(Prefix !== undefined && { Prefix }),
      },
    };
  },
});
