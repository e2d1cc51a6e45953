import { ListObjects$, type ListObjectsOutput, type ListObjectsRequest } from '@aws-sdk/client-s3';
import { bucketArn, defineAction } from '../action.ts';
import { afterKey, afterPrefix } from '../catalog/key-order.ts';
import { keyEncoder, listedObject, listedPrefix, listPage, pageSize } from '../catalog/listing.ts';

export const listObjects = defineAction<ListObjectsRequest, ListObjectsOutput>({
  schema: ListObjects$,
  honours: ['Bucket', 'Prefix', 'Delimiter', 'EncodingType', 'MaxKeys', 'Marker'],
  access: ({ Bucket, Prefix = '' }) => [
    { action: 's3:ListBucket', resource: bucketArn(Bucket), conditions: { 's3:prefix': Prefix } },
  ],
  async handle({ Bucket = '', Prefix = '', Delimiter, Marker = '', EncodingType, MaxKeys }, { store }) {
    store.buckets.require(Bucket);
    const maxKeys = pageSize(MaxKeys);
    const encode = keyEncoder(EncodingType);
    // A marker that is a common prefix stands for everything below it.
    const isPrefix = Delimiter && Marker.startsWith(Prefix) && Marker.endsWith(Delimiter);
    const page = listPage(store.objects, {
      bucket: Bucket,
      prefix: Prefix,
      delimiter: Delimiter || undefined,
      from: Marker === '' ? '' : ((isPrefix ? afterPrefix(Marker) : undefined) ?? afterKey(Marker)),
      maxKeys,
    });
    const isTruncated = page.next !== undefined && maxKeys > 0;
    return {
      output: {
        Name: Bucket,
        Prefix: encode(Prefix),
        Marker: encode(Marker),
        ...(Delimiter && { Delimiter: encode(Delimiter) }),
        ...(EncodingType && { EncodingType }),
        MaxKeys: maxKeys,
        IsTruncated: isTruncated,
        ...(isTruncated && Delimiter && page.last && { NextMarker: encode(page.last) }),
        Contents: page.objects.map((object) => listedObject(object, encode, true)),
        CommonPrefixes: page.commonPrefixes.map(listedPrefix(encode)),
      },
    };
  },
});
