import { ListParts$, type ListPartsOutput, type ListPartsRequest } from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { pageSize } from '../catalog/listing.ts';

export const listParts = defineAction<ListPartsRequest, ListPartsOutput>({
  schema: ListParts$,
  honours: ['Bucket', 'Key', 'UploadId', 'MaxParts', 'PartNumberMarker'],
  access: ({ Bucket, Key }) => [{ action: 's3:ListMultipartUploadParts', resource: objectArn(Bucket, Key) }],
  async handle({ Bucket = '', Key = '', UploadId, MaxParts, PartNumberMarker = '0' }, { store }) {
    const upload = store.uploads.require(UploadId, Bucket, Key);
    const size = pageSize(MaxParts);
    const rest = store.uploads.parts(upload.id).filter((part) => part.number > Number(PartNumberMarker));
    const page = rest.slice(0, size);
    const isTruncated = rest.length > page.length && size > 0;
    return {
      output: {
        Bucket,
        Key,
        UploadId: upload.id,
        PartNumberMarker,
        MaxParts: size,
        IsTruncated: isTruncated,
        ...(isTruncated && { NextPartNumberMarker: String(page.at(-1)!.number) }),
        Parts: page.map((part) => ({
          PartNumber: part.number,
          ETag: part.etag,
          Size: part.segment.size,
          LastModified: new Date(part.modifiedAt),
        })),
        StorageClass: 'STANDARD',
      },
    };
  },
});
