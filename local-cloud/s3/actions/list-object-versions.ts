import { ListObjectVersions$, type ListObjectVersionsOutput, type ListObjectVersionsRequest } from '@aws-sdk/client-s3';
import { bucketArn, defineAction } from '../action.ts';
import { afterKey } from '../catalog/key-order.ts';
import { keyEncoder, listedObject, listPage, pageSize } from '../catalog/listing.ts';

/** As S3 answers for a bucket that never had versioning: each object's only version is `null`. */
export const listObjectVersions = defineAction<ListObjectVersionsRequest, ListObjectVersionsOutput>({
  schema: ListObjectVersions$,
  honours: ['Bucket', 'Prefix', 'EncodingType', 'MaxKeys', 'KeyMarker', 'VersionIdMarker'],
  access: ({ Bucket, Prefix = '' }) => [
    { action: 's3:ListBucketVersions', resource: bucketArn(Bucket), conditions: { 's3:prefix': Prefix } },
  ],
  async handle({ Bucket = '', Prefix = '', KeyMarker, EncodingType, MaxKeys }, { store }) {
    store.buckets.require(Bucket);
    const maxKeys = pageSize(MaxKeys);
    const encode = keyEncoder(EncodingType);
    const from = KeyMarker ? afterKey(KeyMarker) : '';
    const page = listPage(store.objects, { bucket: Bucket, prefix: Prefix, delimiter: undefined, from, maxKeys });
    const isTruncated = page.next !== undefined && maxKeys > 0;
    return {
      output: {
        Name: Bucket,
        Prefix: encode(Prefix),
        MaxKeys: maxKeys,
        IsTruncated: isTruncated,
        ...(EncodingType && { EncodingType }),
        ...(KeyMarker && { KeyMarker: encode(KeyMarker) }),
        ...(isTruncated && { NextKeyMarker: encode(page.last!), NextVersionIdMarker: 'null' }),
        Versions: page.objects.map((object) => ({
          ...(listedObject(object, encode, true) as object),
          IsLatest: true,
          VersionId: 'null',
        })),
      },
    };
  },
});
