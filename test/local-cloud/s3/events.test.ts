import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, expect, it } from '@jest/globals';
import { VirtualClock } from '../../../local-cloud/clock.ts';
import type { S3Options } from '../../../local-cloud/s3/open-s3.ts';
import { parse } from '../../../shared/contracts/parse.ts';
import { decodeEventKey, s3EventSchema } from '../../../shared/contracts/s3-event.ts';
import { BUCKET, refusalOf, type S3UnderTest, startS3, until } from './s3-under-test.ts';

const NOTIFICATIONS = [
  { prefix: 'incoming/', suffix: '', functionName: 'ingest-upload' },
  { prefix: 'ready/', suffix: '', functionName: 'start-labeling-job' },
];

let open: S3UnderTest[] = [];
const start = async (options: Partial<S3Options> = {}) => {
  const under = await startS3({ notifications: NOTIFICATIONS, ...options });
  open.push(under);
  return under;
};
afterEach(async () => {
  for (const under of open) await under.close();
  open = [];
});

const put = (under: S3UnderTest, Key: string, Body = 'x', more: object = {}) =>
  under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));

it('a put is told once, to the function whose prefix fits, in the shape of S3', async () => {
  const under = await start();
  const { ETag } = await put(under, "incoming/a b+c/é%&'.jpg", 'abc');
  await put(under, 'projects/x');
  await under.s3.idle();
  expect(under.delivered).toHaveLength(1);
  const [{ functionName, event }] = under.delivered as [S3UnderTest['delivered'][0]];
  expect(functionName).toBe('ingest-upload');
  expect(event.Records[0]).toMatchObject({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventTime: '2026-01-01T00:00:00.000Z',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: BUCKET }, object: { size: 3, eTag: ETag!.replaceAll('"', '') } },
  });
  expect(event.Records[0].s3.object).not.toHaveProperty('versionId');
  expect(event.Records[0].s3.object.key).toBe('incoming/a+b%2Bc/%C3%A9%25%26%27.jpg');
  const [record] = parse(s3EventSchema, event, 'event').Records;
  expect(decodeEventKey(record!.s3.object.key)).toBe("incoming/a b+c/é%&'.jpg");
});

it('a copy and a completed upload are told as such, with growing sequencers', async () => {
  const under = await start();
  const { client } = under;
  await put(under, 'elsewhere');
  await client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'incoming/k', CopySource: `${BUCKET}/elsewhere` }));
  const upload = { Bucket: BUCKET, Key: 'incoming/k' };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
  const { ETag } = await client.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: 'x' }));
  const Parts = [{ PartNumber: 1, ETag }];
  await client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
  await under.s3.idle();
  const records = under.delivered.map(({ event }) => event.Records[0]);
  expect(records.map((record) => record.eventName)).toEqual([
    'ObjectCreated:Copy',
    'ObjectCreated:CompleteMultipartUpload',
  ]);
  const [first, second] = records.map((record) => record.s3.object.sequencer);
  expect(first! < second!).toBe(true);
});

it('a refused put tells nobody', async () => {
  const under = await start();
  await put(under, 'incoming/k');
  await refusalOf(put(under, 'incoming/k', 'y', { IfNoneMatch: '*' }));
  await under.s3.idle();
  expect(under.delivered).toHaveLength(1);
});

it('an event that a function fails on is delivered again, and after the third time becomes a dead letter', async () => {
  const clock = new VirtualClock();
  const attempts: number[] = [];
  const under = await start({
    clock,
    async deliver() {
      attempts.push(clock.now());
      throw new Error('the function is broken');
    },
  });
  await put(under, 'incoming/k');
  await until(() => attempts.length === 1);
  const idle = under.s3.idle();
  await until(() => clock.runNext() && attempts.length === 2);
  await until(() => clock.runNext());
  await idle;
  expect(attempts.map((time) => time - attempts[0]!)).toEqual([0, 2_000, 22_000]);
});

it('an event that was under way when the cloud stopped is delivered by the next one', async () => {
  let seen = 0;
  const first = await startS3({
    notifications: NOTIFICATIONS,
    deliver: () => {
      seen++;
      return new Promise(() => undefined);
    },
  });
  await put(first, 'incoming/k');
  await until(() => seen === 1);
  await first.close();
  const second = await start({ dataDir: first.dataDir });
  await second.s3.idle();
  expect(second.delivered.map(({ event }) => event.Records[0].s3.object.key)).toEqual(['incoming/k']);
});

it('a hundred events are delivered, at most eight at a time', async () => {
  let running = 0;
  let most = 0;
  let done = 0;
  const under = await start({
    async deliver() {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      done++;
    },
  });
  await Promise.all(Array.from({ length: 100 }, (_, index) => put(under, `incoming/${index}`)));
  await under.s3.idle();
  expect(done).toBe(100);
  expect(most).toBeLessThanOrEqual(8);
});
