import {
  ListMultipartUploads$,
  type ListMultipartUploadsOutput,
  type ListMultipartUploadsRequest,
} from '@aws-sdk/client-s3';
import { bucketArn, defineAction } from '../action.ts';
import { compareKeys } from '../catalog/key-order.ts';
import { keyEncoder, pageSize } from '../catalog/listing.ts';

export const listMultipartUploads = defineAction<ListMultipartUploadsRequest, ListMultipartUploadsOutput>({
  schema: ListMultipartUploads$,
  honours: ['Bucket', 'Prefix', 'EncodingType', 'MaxUploads', 'KeyMarker', 'UploadIdMarker'],
  access: ({ Bucket }) => [{ action: 's3:ListBucketMultipartUploads', resource: bucketArn(Bucket) }],
  async handle(input, { store }) {
    const { Bucket = '', Prefix = '', KeyMarker = '', UploadIdMarker = '', EncodingType } = input;
    store.buckets.require(Bucket);
    const encode = keyEncoder(EncodingType);
    const size = pageSize(input.MaxUploads);
    const all = store.uploads.list(Bucket, Prefix);
    const marked = all.findIndex((upload) => upload.key === KeyMarker && upload.id === UploadIdMarker);
    const rest = marked >= 0 ? all.slice(marked + 1) : all.filter(({ key }) => compareKeys(key, KeyMarker) > 0);
    const page = rest.slice(0, size);
    const last = page.at(-1);
    const isTruncated = rest.length > page.length && last !== undefined;
    return {
      output: {
        Bucket,
        Prefix: encode(Prefix),
        KeyMarker: encode(KeyMarker),
        UploadIdMarker,
        MaxUploads: size,
        ...(EncodingType && { EncodingType }),
        IsTruncated: isTruncated,
        ...(isTruncated && { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.id }),
        Uploads: page.map(({ key, id, startedAt }) => ({
          Key: encode(key),
          UploadId: id,
          Initiated: new Date(startedAt),
          StorageClass: 'STANDARD',
        })),
      },
    };
  },
});
