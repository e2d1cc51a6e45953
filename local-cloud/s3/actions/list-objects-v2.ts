import { ListObjectsV2$, type ListObjectsV2Output, type ListObjectsV2Request } from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';
import { bucketArn, defineAction } from '../action.ts';
import { afterKey } from '../catalog/key-order.ts';
import { keyEncoder, listedObject, listedPrefix, listPage, pageSize } from '../catalog/listing.ts';

/** Says where a page begins, for one bucket and prefix only. */
const token = {
  write: (bucket: string, prefix: string, key: string) =>
    Buffer.from(JSON.stringify([bucket, prefix, key])).toString('base64url'),
  read(text: string, bucket: string, prefix: string): string {
    const key = keyOf(Buffer.from(text, 'base64url').toString('utf8'));
    if (key === undefined || token.write(bucket, prefix, key) !== text)
      throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
    return key;
  },
};

function keyOf(text: string): string | undefined {
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) && typeof parts[2] === 'string' ? parts[2] : undefined;
  } catch {
    return undefined;
  }
}

export const listObjectsV2 = defineAction<ListObjectsV2Request, ListObjectsV2Output>({
  schema: ListObjectsV2$,
  honours: [
    'Bucket',
    'Prefix',
    'Delimiter',
    'EncodingType',
    'MaxKeys',
    'ContinuationToken',
    'StartAfter',
    'FetchOwner',
  ],
  access: ({ Bucket, Prefix = '' }) => [
    { action: 's3:ListBucket', resource: bucketArn(Bucket), conditions: { 's3:prefix': Prefix } },
  ],
  async handle(input, { store }) {
    const { Bucket = '', Prefix = '', Delimiter, ContinuationToken, StartAfter, EncodingType } = input;
    store.buckets.require(Bucket);
    const maxKeys = pageSize(input.MaxKeys);
    const encode = keyEncoder(EncodingType);
    const { objects, commonPrefixes, next } = listPage(store.objects, {
      bucket: Bucket,
      prefix: Prefix,
      delimiter: Delimiter || undefined,
      from:
        ContinuationToken !== undefined
          ? token.read(ContinuationToken, Bucket, Prefix)
          : StartAfter
            ? afterKey(StartAfter)
            : '',
      maxKeys,
    });
    return {
      output: {
        Name: Bucket,
        Prefix: encode(Prefix),
        ...(Delimiter && { Delimiter: encode(Delimiter) }),
        ...(StartAfter && { StartAfter: encode(StartAfter) }),
        ...(ContinuationToken && { ContinuationToken }),
        ...(EncodingType && { EncodingType }),
        MaxKeys: maxKeys,
        KeyCount: objects.length + commonPrefixes.length,
        IsTruncated: next !== undefined && maxKeys > 0,
        ...(next !== undefined && maxKeys > 0 && { NextContinuationToken: token.write(Bucket, Prefix, next) }),
        Contents: objects.map((object) => listedObject(object, encode, input.FetchOwner === true)),
        CommonPrefixes: commonPrefixes.map(listedPrefix(encode)),
      },
    };
  },
});
