import { AwsError } from '../../wire/aws-error.ts';
import type { S3Context } from '../action.ts';
import { orDiscard } from './publish-object.ts';
import { wholeSeconds } from './stored-object.ts';

const MOST_PARTS = 10_000;

export interface PartAddress {
  Bucket?: string | undefined;
  Key?: string | undefined;
  UploadId?: string | undefined;
  PartNumber?: number | undefined;
}

/**
 * Stores one part; the same number again replaces it.
 * @returns the part's quoted ETag
 * @throws AwsError NoSuchUpload, InvalidArgument, and what reading the bytes throws
 */
export async function storePart(
  { store, clock }: S3Context,
  { Bucket = '', Key = '', UploadId, PartNumber = 0 }: PartAddress,
  bytes: AsyncIterable<Uint8Array>,
): Promise<string> {
  if (PartNumber < 1 || PartNumber > MOST_PARTS) {
    throw new AwsError('InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`);
  }
  const upload = store.uploads.require(UploadId, Bucket, Key);
  const content = await store.blobs.write(bytes, 0);
  const etag = `"${content.md5.toString('hex')}"`;
  const displaced = await orDiscard(store, content, () =>
    store.commits.run(() => {
      store.uploads.require(UploadId, Bucket, Key);
      const part = { number: PartNumber, etag, modifiedAt: wholeSeconds(clock.now()), segment: content.segments[0]! };
      return store.uploads.putPart(upload.id, part);
    }),
  );
  store.blobs.discard(displaced);
  return etag;
}
