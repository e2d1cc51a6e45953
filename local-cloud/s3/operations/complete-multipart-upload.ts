import { createHash } from 'node:crypto';
import {
  type CompletedPart,
  CompleteMultipartUpload$,
  type CompleteMultipartUploadOutput,
  type CompleteMultipartUploadRequest,
} from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';
import { defineOperation, objectArn, type S3Call } from '../operation.ts';
import { checkWrite } from '../preconditions.ts';
import { wholeSeconds } from '../stored-object.ts';
import type { Part } from '../upload-index.ts';

const SMALLEST_PART_BYTES = 5 * 2 ** 20;

export const completeMultipartUpload = defineOperation<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput>({
  schema: CompleteMultipartUpload$,
  honours: ['Bucket', 'Key', 'UploadId', 'MultipartUpload', 'IfMatch', 'IfNoneMatch'],
  access: ({ Bucket, Key }) => [{ action: 's3:PutObject', resource: objectArn(Bucket, Key) }],
  async handle(input, call) {
    const { Bucket = '', Key = '' } = input;
    const wanted = input.MultipartUpload?.Parts ?? [];
    if (wanted.length === 0) throw new AwsError('MalformedXML', 'The upload is completed without naming a part.');
    const ETag = await complete(input, wanted, call);
    return { output: { Location: `/${Bucket}/${encodeURIComponent(Key)}`, Bucket, Key, ETag } };
  },
});

async function complete(
  { Bucket = '', Key = '', UploadId, IfMatch, IfNoneMatch }: CompleteMultipartUploadRequest,
  wanted: CompletedPart[],
  { store, caller, requestId, now }: S3Call,
): Promise<string> {
  const etag = multipartEtag(wanted);
  const displaced = await store.commits.run(() => {
    store.buckets.require(Bucket);
    const present = store.objects.find(Bucket, Key);
    // A client that lost the first answer asks again; the upload is gone then, and its object there.
    if (!store.uploads.find(UploadId, Bucket, Key) && present?.etag === etag) return [];
    const upload = store.uploads.require(UploadId, Bucket, Key);
    checkWrite({ IfMatch, IfNoneMatch }, present);
    const chosen = chooseParts(wanted, store.uploads.parts(upload.id));
    const segments = chosen.map((part) => part.segment);
    const size = segments.reduce((sum, segment) => sum + segment.size, 0);
    const kept = new Set(segments.map((segment) => segment.blob));
    const unused = store.uploads.remove(upload.id).filter((segment) => !kept.has(segment.blob));
    const replaced = store.objects.put(Bucket, {
      key: Key,
      etag,
      modifiedAt: wholeSeconds(now),
      content: { size, inline: null, segments },
      attributes: upload.attributes,
      checksum: undefined,
      tags: upload.tags,
    });
    store.outbox.add({
      createdBy: 'CompleteMultipartUpload',
      bucket: Bucket,
      key: Key,
      size,
      etag,
      principal: caller.principal,
      requestId,
      at: now,
    });
    return [...unused, ...replaced];
  });
  store.blobs.discard(displaced);
  return etag;
}

const bareEtag = ({ ETag = '' }: CompletedPart) => ETag.replaceAll('"', '');

/** MD5 over the parts' MD5s, with their number: `"<hex>-<n>"`. */
function multipartEtag(parts: CompletedPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(bareEtag(part), 'hex'));
  return `"${hash.digest('hex')}-${parts.length}"`;
}

/** @throws AwsError InvalidPartOrder, InvalidPart, EntityTooSmall */
function chooseParts(wanted: CompletedPart[], stored: Part[]): Part[] {
  const isOrdered = wanted.every(({ PartNumber = 0 }, index) => PartNumber > (wanted[index - 1]?.PartNumber ?? 0));
  if (!isOrdered) throw new AwsError('InvalidPartOrder', 'The list of parts was not in ascending order.');
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  return wanted.map((one, index) => {
    const number = one.PartNumber ?? 0;
    const part = byNumber.get(number);
    if (!part || part.etag !== `"${bareEtag(one)}"`) {
      throw new AwsError('InvalidPart', 'One or more of the specified parts could not be found.', 400, {
        PartNumber: String(number),
      });
    }
    if (index < wanted.length - 1 && part.segment.size < SMALLEST_PART_BYTES) {
      throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
        PartNumber: String(number),
        MinSizeAllowed: String(SMALLEST_PART_BYTES),
      });
    }
    return part;
  });
}
