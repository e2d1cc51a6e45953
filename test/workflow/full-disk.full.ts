import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { incomingPrefix, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { mountSmallDisk } from '../local-cloud/disk/small-disk.ts';
import { sampleJpeg } from '../sample-jpeg.ts';
import { Laptop, until } from './laptop.ts';

const PROJECT = 'full';
const disk = mountSmallDisk(400);
const laptop = disk && new Laptop(join(disk.path, 'data'));
const withDisk = disk ? it : it.skip;
if (!disk) console.warn('this process may not mount a small disk (needs root): the full cloud is not filled');

beforeAll(async () => {
  await laptop?.up();
  await laptop?.init(PROJECT);
}, 600_000);
afterAll(async () => {
  await laptop?.kill('SIGTERM');
  disk?.unmount();
}, 60_000);

withDisk(
  'the whole cloud goes on answering on a full disk, keeps what it acknowledged, and goes on by itself when there is room',
  async () => {
    const { endpoint, region, credentials, bucket } = laptop!.cloud;
    const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
    const key = (number: number) => `${incomingPrefix(PROJECT)}${number}.jpg`;
    const put = (number: number) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key(number), Body: sampleJpeg(number) }));
    const acknowledged: number[] = [];
    const refusals = new Set<string>();
    const drop = async (from: number, to: number) => {
      for (let number = from; number < to; number++)
        await put(number).then(
          () => acknowledged.push(number),
          (error) => refusals.add(`${error.$metadata?.httpStatusCode} ${error.name}`),
        );
    };

    await drop(0, 10);
    disk!.fill();
    await drop(10, 60);
    expect([...refusals]).toEqual([expect.stringMatching(/^507 /)]);
    // Functions, schedules and logs meet the full disk, too; the sweep comes once a minute.
    await new Promise((later) => setTimeout(later, 70_000));
    expect(laptop!.hasEnded).toBe(false);
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: incomingPrefix(PROJECT) }));
    expect(listed.Contents?.length).toBeGreaterThanOrEqual(acknowledged.length);
    const status = await laptop!.labelloop('status', PROJECT, '--json');
    expect(status.code).toBe(0);

    disk!.free();
    const { imagesPrefix } = projectKeys(PROJECT);
    await drop(60, 65);
    expect(acknowledged.slice(-5)).toEqual([60, 61, 62, 63, 64]);
    await until(async () => (await laptop!.keys(imagesPrefix)).length >= acknowledged.length || undefined);
    for (const number of acknowledged) {
      const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key(number) }));
      expect(Buffer.from(await answer.Body!.transformToByteArray()).equals(sampleJpeg(number))).toBe(true);
    }
    s3.destroy();
  },
  900_000,
);
