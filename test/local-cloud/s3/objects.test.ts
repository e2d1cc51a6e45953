import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BUCKET, refusalOf, type S3UnderTest, startS3 } from './s3-under-test.ts';

let under: S3UnderTest;
beforeAll(async () => {
  under = await startS3();
});
afterAll(() => under.close());

const put = (Key: string, Body: string | Buffer | Readable, more: object = {}) =>
  under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const get = (Key: string, more: object = {}) =>
  under.client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
const text = async (Key: string, more: object = {}) => (await get(Key, more)).Body!.transformToString();
const md5 = (bytes: Buffer | string) => `"${createHash('md5').update(bytes).digest('hex')}"`;

describe('an object', () => {
  it('comes back with its bytes, ETag, type and metadata', async () => {
    const stored = await put('a.json', '{}', { ContentType: 'application/json', Metadata: { colour: 'red' } });
    const answer = await get('a.json');
    expect(stored.ETag).toBe(md5('{}'));
    expect(await answer.Body!.transformToString()).toBe('{}');
    expect(answer).toMatchObject({ ContentType: 'application/json', Metadata: { colour: 'red' }, ContentLength: 2 });
    expect(answer.ETag).toBe(stored.ETag);
  });

  it('may be empty', async () => {
    await put('empty', Buffer.alloc(0));
    expect(await text('empty')).toBe('');
  });

  it('of 20 MiB comes back byte for byte', async () => {
    const bytes = randomBytes(20 * 2 ** 20);
    await put('big', bytes);
    const answer = await (await get('big')).Body!.transformToByteArray();
    expect(bytes.equals(answer)).toBe(true);
  });

  it('sent as a stream is stored without its aws-chunked framing', async () => {
    const chunks = [randomBytes(100_000), randomBytes(3), randomBytes(70_000)];
    const whole = Buffer.concat(chunks);
    const stored = await put('streamed', Readable.from(chunks), { ContentLength: whole.length });
    expect(stored.ETag).toBe(md5(whole));
    const head = await under.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'streamed' }));
    expect(head.ContentEncoding).toBeUndefined();
    expect(head.ContentLength).toBe(whole.length);
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'keeps the %s checksum of a stream',
    async (algorithm) => {
      const stored = await put(algorithm, Readable.from([Buffer.from('some bytes')]), {
        ContentLength: 10,
        ChecksumAlgorithm: algorithm,
      });
      const head = await under.client.send(
        new HeadObjectCommand({ Bucket: BUCKET, Key: algorithm, ChecksumMode: 'ENABLED' }),
      );
      expect(head[`Checksum${algorithm}`]).toMatch(/=$/);
      expect(head[`Checksum${algorithm}`]).toBe(stored[`Checksum${algorithm}`]);
    },
  );

  it.each([
    'space and+plus',
    'per%20cent%',
    'é/日本語/🦊',
    `quotes"'and&<>`,
    '../../etc/passwd',
    './a//b/../c/',
    "!'()*~;:@$,=?#[]",
    'x'.repeat(1024),
  ])('has the key %j and no other', async (key) => {
    await put(key, key);
    expect(await text(key)).toBe(key);
    await under.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(await refusalOf(get(key))).toEqual(['NoSuchKey', 404]);
  });

  it('with a key of 1,025 bytes is refused', async () => {
    expect(await refusalOf(put('é'.repeat(513), 'x'))).toEqual(['KeyTooLongError', 400]);
  });

  it('that a browser could run is sent as an attachment, sandboxed; a photograph is shown', async () => {
    await put('page', '<script>', { ContentType: 'text/html', ContentDisposition: 'inline' });
    await put('photo', 'x', { ContentType: 'image/jpeg' });
    await put('drawing', '<svg/>', { ContentType: 'image/svg+xml' });
    expect((await get('page')).ContentDisposition).toBe('attachment');
    expect((await get('drawing', { ResponseContentDisposition: 'inline' })).ContentDisposition).toBe('attachment');
    expect((await get('photo')).ContentDisposition).toBeUndefined();
  });

  it('takes the response headers that the request asks for', async () => {
    await put('plain', 'x');
    const answer = await get('plain', { ResponseContentType: 'image/png', ResponseCacheControl: 'no-store' });
    expect(answer).toMatchObject({ ContentType: 'image/png', CacheControl: 'no-store' });
  });

  it('keeps tags, and loses them with the object', async () => {
    await put('tagged', 'x', { Tagging: 'a=1&b=two%20words' });
    const tagging = () => under.client.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: 'tagged' }));
    expect((await tagging()).TagSet).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: 'two words' },
    ]);
    await under.client.send(
      new PutObjectTaggingCommand({ Bucket: BUCKET, Key: 'tagged', Tagging: { TagSet: [{ Key: 'c', Value: '3' }] } }),
    );
    expect((await tagging()).TagSet).toEqual([{ Key: 'c', Value: '3' }]);
    expect(await text('tagged')).toBe('x');
  });

  it('is deleted alone or in a batch, and missing ones are no error', async () => {
    await put('one', '1');
    await put('two & <2>', '2');
    const answer = await under.client.send(
      new DeleteObjectsCommand({
        Bucket: BUCKET,
        Delete: { Objects: [{ Key: 'one' }, { Key: 'two & <2>' }, { Key: 'never' }] },
      }),
    );
    expect(answer.Deleted).toHaveLength(3);
    expect(await refusalOf(get('two & <2>'))).toEqual(['NoSuchKey', 404]);
  });
});

describe('a range', () => {
  beforeAll(async () => {
    await put('digits', '0123456789');
    await put('nothing', Buffer.alloc(0));
  });

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('%s gives %s', async (Range, expected, ContentRange) => {
    const answer = await get('digits', { Range });
    expect(await answer.Body!.transformToString()).toBe(expected);
    expect(answer.ContentRange).toBe(ContentRange);
    expect(answer.$metadata.httpStatusCode).toBe(206);
  });

  it.each(['bytes=10-', 'bytes=-0'])('%s of ten bytes cannot be satisfied', async (Range) => {
    expect(await refusalOf(get('digits', { Range }))).toEqual(['InvalidRange', 416]);
  });

  it('of an empty object cannot be satisfied', async () => {
    expect(await refusalOf(get('nothing', { Range: 'bytes=0-0' }))).toEqual(['InvalidRange', 416]);
  });

  it('that is malformed is ignored', async () => {
    expect(await text('digits', { Range: 'bytes=5-2' })).toBe('0123456789');
  });
});

describe('a copy', () => {
  const copy = (Key: string, source: string, more: object = {}) =>
    under.client.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource: `${BUCKET}/${encodeURIComponent(source)}`, ...more }),
    );
  const big = randomBytes(100_000);

  beforeAll(() => put('source é+.bin', big, { ContentType: 'image/png', Metadata: { a: '1' } }));

  it('has the bytes and headers of its source, and outlives it', async () => {
    await put('short-lived', big, { ContentType: 'image/png' });
    const answer = await copy('copy', 'short-lived');
    await under.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'short-lived' }));
    const stored = await get('copy');
    expect(answer.CopyObjectResult?.ETag).toBe(md5(big));
    expect(big.equals(await stored.Body!.transformToByteArray())).toBe(true);
    expect(stored.ContentType).toBe('image/png');
  });

  it('states its own headers with MetadataDirective REPLACE', async () => {
    await copy('replaced', 'source é+.bin', { MetadataDirective: 'REPLACE', ContentType: 'image/jpeg' });
    expect(await get('replaced')).toMatchObject({ ContentType: 'image/jpeg', Metadata: {} });
  });

  it('is made of the version it asks for, or not at all', async () => {
    await copy('matching', 'source é+.bin', { CopySourceIfMatch: md5(big) });
    const other = copy('other', 'source é+.bin', { CopySourceIfMatch: '"other"' });
    expect(await refusalOf(other)).toEqual(['PreconditionFailed', 412]);
    expect(await refusalOf(get('other'))).toEqual(['NoSuchKey', 404]);
  });

  it('onto itself needs something to change', async () => {
    expect(await refusalOf(copy('source é+.bin', 'source é+.bin'))).toEqual(['InvalidRequest', 400]);
  });
});
