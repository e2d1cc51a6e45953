import { CopyObject$, type CopyObjectOutput, type CopyObjectRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';
import { defineAction, objectArn } from '../action.ts';
import { requireObject } from '../catalog/find-object.ts';
import { readCopySource } from '../objects/copy-source.ts';
import { checkKey } from '../objects/key-limits.ts';
import { checkCopySource, checkWrite } from '../objects/preconditions.ts';
import { publishObject } from '../objects/publish-object.ts';
import { ATTRIBUTE_NAMES, readAttributes, type StoredObject, wholeSeconds } from '../objects/stored-object.ts';
import { tagsOfHeader } from '../objects/tag-set.ts';

export const copyObject = defineAction<CopyObjectRequest, CopyObjectOutput>({
  schema: CopyObject$,
  honours: [
    'Bucket',
    'Key',
    'CopySource',
    'CopySourceIfMatch',
    'CopySourceIfNoneMatch',
    'CopySourceIfModifiedSince',
    'CopySourceIfUnmodifiedSince',
    'IfMatch',
    'IfNoneMatch',
    'MetadataDirective',
    'TaggingDirective',
    'Tagging',
    ...ATTRIBUTE_NAMES,
  ],
  access({ Bucket, Key, CopySource }) {
    const from = readCopySource(CopySource);
    return [
      { action: 's3:GetObject', resource: objectArn(from.bucket, from.key) },
      { action: 's3:PutObject', resource: objectArn(Bucket, Key) },
    ];
  },
  async handle(input, context, call) {
    const { Bucket = '', Key = '' } = input;
    const { store, clock } = context;
    checkKey(Key);
    store.buckets.require(Bucket);
    const from = readCopySource(input.CopySource);
    const source = requireObject(context, call, from.bucket, from.key);
    checkCopySource(
      {
        IfMatch: input.CopySourceIfMatch,
        IfNoneMatch: input.CopySourceIfNoneMatch,
        IfModifiedSince: input.CopySourceIfModifiedSince,
        IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
      },
      source,
    );
    if (from.bucket === Bucket && from.key === Key && input.MetadataDirective !== 'REPLACE') {
      throw new AwsError(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
      );
    }
    const release = store.blobs.hold(source.content);
    const content = await store.blobs.copy(source.content).finally(release);
    const copy = { ...source, ...restated(input, source), key: Key, modifiedAt: wholeSeconds(clock.now()), content };
    await publishObject(context, call, Bucket, copy, 'Copy', (present) => checkWrite(input, present));
    return { output: { CopyObjectResult: { ETag: copy.etag, LastModified: new Date(copy.modifiedAt) } } };
  },
});

/** What the request states anew instead of taking it from the source. */
function restated(input: CopyObjectRequest, source: StoredObject): Pick<StoredObject, 'attributes' | 'tags'> {
  return {
    attributes: input.MetadataDirective === 'REPLACE' ? readAttributes(input) : source.attributes,
    tags: input.TaggingDirective === 'REPLACE' ? tagsOfHeader(input.Tagging) : source.tags,
  };
}
