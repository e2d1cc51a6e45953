import { DeleteBucket$, type DeleteBucketRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';
import { bucketArn, defineAction } from '../action.ts';

export const deleteBucket = defineAction<DeleteBucketRequest, object>({
  schema: DeleteBucket$,
  honours: ['Bucket'],
  access: ({ Bucket }) => [{ action: 's3:DeleteBucket', resource: bucketArn(Bucket) }],
  async handle({ Bucket = '' }, { store }) {
    await store.commits.run(() => {
      store.buckets.require(Bucket);
      const isEmpty = store.objects.list(Bucket, '', '', 1).length === 0;
      if (!isEmpty || store.uploads.list(Bucket, '').length > 0) {
        throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
          BucketName: Bucket,
        });
      }
      store.buckets.remove(Bucket);
    });
    return { output: {} };
  },
});
