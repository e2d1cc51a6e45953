import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BUCKET, refusalOf, type S3UnderTest, startS3 } from './s3-under-test.ts';

let under: S3UnderTest;
beforeAll(async () => {
  under = await startS3({ mayList: (principal) => principal !== 'blind' });
});
afterAll(() => under.close());

const put = (Key: string, Body: string, more: object = {}) =>
  under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const get = (Key: string, more: object = {}) =>
  under.client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));

const settle = async (writers: Array<Promise<unknown>>) => {
  const outcomes = await Promise.allSettled(writers);
  return {
    won: outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [index] : [])),
    lost: outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Error).name] : [])),
  };
};

it('of twenty writers with If-None-Match exactly one creates the object', async () => {
  const writers = Array.from({ length: 20 }, (_, index) => put('once', `by ${index}`, { IfNoneMatch: '*' }));
  const { won, lost } = await settle(writers);
  expect(won).toHaveLength(1);
  expect(new Set(lost)).toEqual(new Set(['PreconditionFailed']));
  expect(await (await get('once')).Body!.transformToString()).toBe(`by ${won[0]}`);
});

it('of twenty large writers with If-Match exactly one replaces the object', async () => {
  const { ETag } = await put('changed', 'first');
  const large = (index: number) => `${index}`.padStart(100_000, '.');
  const { won } = await settle(
    Array.from({ length: 20 }, (_, index) => put('changed', large(index), { IfMatch: ETag })),
  );
  expect(won).toHaveLength(1);
  expect(await (await get('changed')).Body!.transformToString()).toBe(large(won[0]!));
});

it('If-Match without an object is NoSuchKey', async () => {
  expect(await refusalOf(put('nothing-there', 'x', { IfMatch: '"x"' }))).toEqual(['NoSuchKey', 404]);
});

it('a read gets the version that it names, or 412; nothing when it has it already', async () => {
  const { ETag } = await put('read', 'x');
  await get('read', { IfMatch: ETag });
  expect(await refusalOf(get('read', { IfMatch: '"other"' }))).toEqual(['PreconditionFailed', 412]);
  expect((await refusalOf(get('read', { IfNoneMatch: ETag })))[1]).toBe(304);
  const head = under.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'read', IfModifiedSince: new Date() }));
  expect((await refusalOf(head))[1]).toBe(304);
});

it('a missing key is 404 for who may list the bucket and 403 for who may not', async () => {
  const blind = under.clientOf('blind');
  expect(await refusalOf(get('missing'))).toEqual(['NoSuchKey', 404]);
  expect(await refusalOf(blind.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'missing' })))).toEqual([
    'AccessDenied',
    403,
  ]);
  const head = blind.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'missing' }));
  expect((await refusalOf(head))[1]).toBe(403);
});
