import { createHash } from 'node:crypto';
import {
  type CompletedPart,
  CompleteMultipartUpload$,
  type CompleteMultipartUploadOutput,
  type CompleteMultipartUploadRequest,
} from '@aws-sdk/client-s3';
import type { RestCall } from '../../wire/api-action.ts';
import { AwsError } from '../../wire/aws-error.ts';
import type { BodyChecksum } from '../../wire/verified-body.ts';
import { defineAction, objectArn, type S3Context } from '../action.ts';
import type { UploadedPart } from '../catalog/upload-index.ts';
import { checkWrite } from '../objects/preconditions.ts';
import { checksumMembers, wholeSeconds } from '../objects/stored-object.ts';
import { checksumOfParts, holdWhole, wantedChecksum } from '../objects/whole-checksum.ts';
import type { S3Store } from '../s3-store.ts';

const SMALLEST_PART_BYTES = 5 * 2 ** 20;

export const completeMultipartUpload = defineAction<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput>({
  schema: CompleteMultipartUpload$,
  honours: [
    'Bucket',
    'Key',
    'UploadId',
    'MultipartUpload',
    'MpuObjectSize',
    'IfMatch',
    'IfNoneMatch',
    'ChecksumCRC32',
    'ChecksumCRC32C',
    'ChecksumCRC64NVME',
    'ChecksumSHA1',
    'ChecksumSHA256',
    'ChecksumType',
  ],
  access: ({ Bucket, Key }) => [{ action: 's3:PutObject', resource: objectArn(Bucket, Key) }],
  async handle(input, context, call) {
    const { Bucket = '', Key = '' } = input;
    const wanted = input.MultipartUpload?.Parts ?? [];
    if (wanted.length === 0) throw new AwsError('MalformedXML', 'The upload is completed without naming a part.');
    const { etag: ETag, checksum } = await complete(input, wanted, context, call);
    const Location = `/${Bucket}/${encodeURIComponent(Key)}`;
    return { output: { Location, Bucket, Key, ETag, ...checksumMembers(checksum) } };
  },
});

async function complete(
  input: CompleteMultipartUploadRequest,
  wanted: CompletedPart[],
  { store, clock }: S3Context,
  { caller, requestId }: RestCall,
): Promise<{ etag: string; checksum: BodyChecksum | undefined }> {
  const { Bucket = '', Key = '', UploadId, IfMatch, IfNoneMatch } = input;
  const etag = multipartEtag(wanted);
  const now = clock.now();
  const checksum = await checkWhole(input, wanted, store);
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
    holdSize(input, size);
    const kept = new Set(segments.map((segment) => segment.blob));
    const unused = store.uploads.remove(upload.id).filter((segment) => !kept.has(segment.blob));
    const replaced = store.objects.put(Bucket, {
      key: Key,
      etag,
      modifiedAt: wholeSeconds(now),
      content: { size, inline: null, segments },
      attributes: upload.attributes,
      checksum,
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
  return { etag, checksum };
}

/**
 * The whole object's checksum, where the client speaks of one.
 * @throws AwsError BadDigest, and what `chooseParts` throws
 */
async function checkWhole(
  input: CompleteMultipartUploadRequest,
  wanted: CompletedPart[],
  store: S3Store,
): Promise<BodyChecksum | undefined> {
  const upload = store.uploads.find(input.UploadId, input.Bucket ?? '', input.Key ?? '');
  const checksum = wantedChecksum(input, wanted[0] ?? {});
  if (!upload || !checksum) return undefined;
  const segments = chooseParts(wanted, store.uploads.parts(upload.id)).map((part) => part.segment);
  const release = store.blobs.hold({ size: 0, inline: null, segments });
  try {
    const found = await checksumOfParts(store.blobs, segments, checksum.algorithm, checksum.kind);
    holdWhole(checksum, found);
    return found;
  } finally {
    release();
  }
}

/** @throws AwsError InvalidRequest when the client counted other bytes than were stored */
function holdSize({ MpuObjectSize }: CompleteMultipartUploadRequest, size: number): void {
  if (MpuObjectSize === undefined || MpuObjectSize === size) return;
  const message = `The provided 'x-amz-mp-object-size' header value ${MpuObjectSize} does not match what was computed: ${size}`;
  throw new AwsError('InvalidRequest', message);
}

const bareEtag = ({ ETag = '' }: CompletedPart) => ETag.replaceAll('"', '');

/** MD5 over the parts' MD5s, with their number: `"<hex>-<n>"`. */
function multipartEtag(parts: CompletedPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(bareEtag(part), 'hex'));
  return `"${hash.digest('hex')}-${parts.length}"`;
}

/** @throws AwsError InvalidPartOrder, InvalidPart, EntityTooSmall */
function chooseParts(wanted: CompletedPart[], stored: UploadedPart[]): UploadedPart[] {
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
