import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BUCKET, refusalOf, type S3UnderTest, startS3 } from './s3-under-test.ts';

const FIVE_MIB = randomBytes(5 * 2 ** 20);
const TAIL = Buffer.from('the tail');

let under: S3UnderTest;
beforeAll(async () => {
  under = await startS3();
});
afterAll(() => under.close());

const begin = async (Key: string, more: object = {}) => {
  const { UploadId } = await under.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ...more }));
  return { Bucket: BUCKET, Key, UploadId };
};
type Upload = Awaited<ReturnType<typeof begin>>;
const part = async (upload: Upload, PartNumber: number, Body: Buffer): Promise<CompletedPart> => {
  const { ETag } = await under.client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
  return { PartNumber, ETag };
};
const complete = (upload: Upload, Parts: CompletedPart[], more: object = {}) =>
  under.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }));
const blobCount = () =>
  readdirSync(join(under.dataDir, 's3', 'blobs'), { recursive: true }).filter((name) => String(name).length > 3).length;

it('parts become one object with an ETag of their ETags, its headers and any range over their seams', async () => {
  const upload = await begin('whole', { ContentType: 'image/png', Metadata: { a: '1' } });
  const second = await part(upload, 2, TAIL);
  const first = await part(upload, 1, FIVE_MIB);
  const { ETag } = await complete(upload, [first, second]);
  const md5s = [FIVE_MIB, TAIL].map((bytes) => createHash('md5').update(bytes).digest());
  expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-2"`);
  const seam = { Bucket: BUCKET, Key: 'whole', Range: `bytes=${FIVE_MIB.length - 2}-${FIVE_MIB.length + 2}` };
  const answer = await under.client.send(new GetObjectCommand(seam));
  const expected = Buffer.concat([FIVE_MIB.subarray(-2), TAIL.subarray(0, 3)]);
  expect(expected.equals(await answer.Body!.transformToByteArray())).toBe(true);
  expect(answer).toMatchObject({ ContentType: 'image/png', Metadata: { a: '1' }, ETag });
});

it('an upload of another size than its client counted stores nothing, and can be completed with the right one', async () => {
  const upload = await begin('counted');
  const parts = [await part(upload, 1, TAIL)];
  const refused = complete(upload, parts, { MpuObjectSize: TAIL.length + 1 });
  expect(await refusalOf(refused)).toEqual(['InvalidRequest', 400]);
  await complete(upload, parts, { MpuObjectSize: TAIL.length });
});

it('a part is listed, replaced by the same number, and copied from another object', async () => {
  await under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'source', Body: 'abcdef' }));
  const upload = await begin('pieces');
  await part(upload, 1, TAIL);
  await part(upload, 1, FIVE_MIB);
  await under.client.send(
    new UploadPartCopyCommand({
      ...upload,
      PartNumber: 2,
      CopySource: `${BUCKET}/source`,
      CopySourceRange: 'bytes=1-3',
    }),
  );
  const first = await under.client.send(new ListPartsCommand({ ...upload, MaxParts: 1 }));
  expect([first.Parts?.[0]?.Size, first.IsTruncated]).toEqual([FIVE_MIB.length, true]);
  const { Parts = [] } = await under.client.send(
    new ListPartsCommand({ ...upload, PartNumberMarker: first.NextPartNumberMarker }),
  );
  expect(Parts).toMatchObject([{ PartNumber: 2, Size: 3 }]);
  await complete(upload, [...first.Parts!, ...Parts]);
  const answer = await under.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'pieces', Range: 'bytes=-4' }));
  expect((await answer.Body!.transformToString('latin1')).slice(-3)).toBe('bcd');
});

it('an unfinished upload is listed until it is aborted, and leaves no file', async () => {
  const before = blobCount();
  const upload = await begin('unfinished');
  await part(upload, 1, TAIL);
  const { Uploads } = await under.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'unf' }));
  expect(Uploads).toMatchObject([{ Key: 'unfinished', UploadId: upload.UploadId }]);
  await under.client.send(new AbortMultipartUploadCommand(upload));
  expect(await refusalOf(part(upload, 1, TAIL))).toEqual(['NoSuchUpload', 404]);
  expect(await refusalOf(complete(upload, [{ PartNumber: 1, ETag: '"x"' }]))).toEqual(['NoSuchUpload', 404]);
  // Bytes go after the answer; who waits in vain is told by the time limit.
  while (blobCount() !== before) await new Promise((later) => setTimeout(later, 5));
});

it('an upload with a wrong, unordered or too small part is refused and can still be completed', async () => {
  const upload = await begin('careful');
  const small = await part(upload, 1, TAIL);
  const last = await part(upload, 2, TAIL);
  expect(await refusalOf(complete(upload, [small, last]))).toEqual(['EntityTooSmall', 400]);
  expect(await refusalOf(complete(upload, [last, small]))).toEqual(['InvalidPartOrder', 400]);
  expect(await refusalOf(complete(upload, [{ ...small, ETag: '"0"' }]))).toEqual(['InvalidPart', 400]);
  await complete(upload, [last]);
});

it('completing again after a lost answer gives the same answer and no second event', async () => {
  const upload = await begin('again');
  const only = await part(upload, 1, TAIL);
  const first = await complete(upload, [only]);
  expect((await complete(upload, [only])).ETag).toBe(first.ETag);
});

it('If-None-Match keeps a completed upload from replacing an object', async () => {
  await under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'taken', Body: 'first' }));
  const upload = await begin('taken');
  const only = await part(upload, 1, TAIL);
  expect(await refusalOf(complete(upload, [only], { IfNoneMatch: '*' }))).toEqual(['PreconditionFailed', 412]);
  const kept = await under.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'taken' }));
  expect(await kept.Body!.transformToString()).toBe('first');
});
