import { DeleteObjects$, type DeleteObjectsOutput, type DeleteObjectsRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';
import { defineAction, objectArn } from '../action.ts';
import { notImplemented } from '../action-match.ts';

const MOST_KEYS = 1000;

export const deleteObjects = defineAction<DeleteObjectsRequest, DeleteObjectsOutput>({
  schema: DeleteObjects$,
  honours: ['Bucket', 'Delete'],
  access: ({ Bucket, Delete }) =>
    (Delete?.Objects ?? []).map(({ Key, VersionId }) => ({
      action: VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
      resource: objectArn(Bucket, Key),
    })),
  async handle({ Bucket = '', Delete }, { store }) {
    const objects = Delete?.Objects ?? [];
    if (objects.length === 0 || objects.length > MOST_KEYS) {
      throw new AwsError('MalformedXML', `A batch holds 1 to ${MOST_KEYS} keys, not ${objects.length}.`);
    }
    // The only version that there is calls itself so.
    const demanding = objects.find(
      ({ ETag, Size, LastModifiedTime, VersionId = 'null' }) =>
        ETag ?? Size ?? LastModifiedTime ?? (VersionId === 'null' ? undefined : VersionId),
    );
    if (demanding) throw notImplemented('DeleteObjects with ETag, Size, LastModifiedTime or VersionId of an object');
    const displaced = await store.commits.run(() => {
      store.buckets.require(Bucket);
      return objects.flatMap(({ Key = '' }) => store.objects.remove(Bucket, Key));
    });
    store.blobs.discard(displaced);
    return { output: Delete?.Quiet ? {} : { Deleted: objects.map(({ Key = '' }) => ({ Key })) } };
  },
});
