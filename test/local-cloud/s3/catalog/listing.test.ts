import { ListObjectsCommand, ListObjectsV2Command, PutObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compareKeys } from '../../../../local-cloud/s3/catalog/key-order.ts';
import { BUCKET, refusalOf, type S3UnderTest, startS3 } from '../s3-under-test.ts';

const KEYS = ['_', '~', 'a', 'a/b', 'a/c/d', 'a/c/e', 'a0', 'aé', 'Z', 'é', '日本', '🦊', 'odd\u0001 <&+%'];

let under: S3UnderTest;
beforeAll(async () => {
  under = await startS3();
  for (const Key of [...KEYS].reverse()) {
    await under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }));
  }
});
afterAll(() => under.close());

const list = (more: object = {}) => under.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }));
const keysOf = (page: { Contents?: Array<{ Key?: string | undefined }> | undefined }) =>
  (page.Contents ?? []).map(({ Key }) => Key);
const decoded = (key: string | undefined) => decodeURIComponent((key ?? '').replaceAll('+', ' '));

describe('a listing', () => {
  it('is ordered by UTF-8 bytes and survives any key with encoding-type url', async () => {
    const page = await list({ EncodingType: 'url' });
    expect(keysOf(page).map(decoded)).toEqual([...KEYS].sort(compareKeys));
    expect(page).toMatchObject({ KeyCount: KEYS.length, IsTruncated: false });
  });

  it('groups by the delimiter below a prefix', async () => {
    const page = await list({ Prefix: 'a', Delimiter: '/' });
    expect(keysOf(page)).toEqual(['a', 'a0', 'aé']);
    expect(page.CommonPrefixes).toEqual([{ Prefix: 'a/' }]);
    const below = await list({ Prefix: 'a/', Delimiter: '/' });
    expect(keysOf(below)).toEqual(['a/b']);
    expect(below.CommonPrefixes).toEqual([{ Prefix: 'a/c/' }]);
  });

  it.each([1, 2, 3])('in pages of %i is the same as in one, with and without a delimiter', async (pageSize) => {
    for (const Delimiter of [undefined, '/']) {
      const whole = await list({ EncodingType: 'url', Delimiter });
      const found: unknown[] = [];
      const prefixes: unknown[] = [];
      const pages = paginateListObjectsV2(
        { client: under.client, pageSize },
        { Bucket: BUCKET, EncodingType: 'url', ...(Delimiter && { Delimiter }) },
      );
      for await (const page of pages) {
        expect((page.KeyCount ?? 0) <= pageSize).toBe(true);
        found.push(...keysOf(page));
        prefixes.push(...(page.CommonPrefixes ?? []));
      }
      expect(found).toEqual(keysOf(whole));
      expect(prefixes).toEqual(whole.CommonPrefixes ?? []);
    }
  });

  it('begins after StartAfter', async () => {
    expect(keysOf(await list({ Prefix: 'a', StartAfter: 'a/c/d', MaxKeys: 2 }))).toEqual(['a/c/e', 'a0']);
  });

  it('refuses a token that it did not give', async () => {
    expect(await refusalOf(list({ ContinuationToken: 'nonsense!' }))).toEqual(['InvalidArgument', 400]);
  });

  it('of version 1 goes on at the marker, also at one that is a common prefix', async () => {
    const page = (more: object) =>
      under.client.send(new ListObjectsCommand({ Bucket: BUCKET, Delimiter: '/', ...more }));
    const first = await page({ Prefix: 'a', MaxKeys: 2 });
    expect([keysOf(first), first.CommonPrefixes, first.NextMarker]).toEqual([['a'], [{ Prefix: 'a/' }], 'a/']);
    const second = await page({ Prefix: 'a', Marker: first.NextMarker });
    expect([keysOf(second), second.CommonPrefixes ?? []]).toEqual([['a0', 'aé'], []]);
  });

  it('never has more than a thousand entries to a page', async () => {
    expect((await list({ MaxKeys: 5000 })).MaxKeys).toBe(1000);
  });

  it('of a bucket that is not there is NoSuchBucket', async () => {
    expect(await refusalOf(list({ Bucket: 'other-bucket' }))).toEqual(['NoSuchBucket', 404]);
  });
});
