import { PutObject$, type PutObjectOutput, type PutObjectRequest } from '@aws-sdk/client-s3';
import { defineAction, objectArn } from '../action.ts';
import { checkKey } from '../objects/key-limits.ts';
import { checkWrite } from '../objects/preconditions.ts';
import { publishObject } from '../objects/publish-object.ts';
import { ATTRIBUTE_NAMES, checksumMembers, readAttributes, wholeSeconds } from '../objects/stored-object.ts';
import { tagsOfHeader } from '../objects/tag-set.ts';

export const putObject = defineAction<PutObjectRequest, PutObjectOutput>({
  schema: PutObject$,
  honours: ['Bucket', 'Key', 'IfMatch', 'IfNoneMatch', 'Tagging', ...ATTRIBUTE_NAMES],
  access({ Bucket, Key, IfMatch, Tagging }) {
    const resource = objectArn(Bucket, Key);
    return [
      { action: 's3:PutObject', resource },
      // S3 reads the present object to compare.
      ...(IfMatch === undefined ? [] : [{ action: 's3:GetObject', resource }]),
      ...(Tagging === undefined ? [] : [{ action: 's3:PutObjectTagging', resource }]),
    ];
  },
  async handle(input, context, call) {
    const { Bucket = '', Key = '', Tagging } = input;
    const { store, clock } = context;
    checkKey(Key);
    store.buckets.require(Bucket);
    checkWrite(input, store.objects.find(Bucket, Key));
    const tags = tagsOfHeader(Tagging);
    const { md5, ...content } = await store.blobs.write(call.body);
    const etag = `"${md5.toString('hex')}"`;
    const checksum = call.checksum?.();
    await publishObject(
      context,
      call,
      Bucket,
      {
        key: Key,
        etag,
        modifiedAt: wholeSeconds(clock.now()),
        content,
        attributes: readAttributes(input),
        checksum,
        tags,
      },
      'Put',
      (present) => checkWrite(input, present),
    );
    return { output: { ETag: etag, ...checksumMembers(checksum) } };
  },
});
