import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { realClock } from '../../../local-cloud/clock.ts';
import { openS3 } from '../../../local-cloud/s3/open-s3.ts';
import { SAMPLE_BUCKET, SAMPLE_FILES_OWNER, withSampleFiles } from '../../../local-cloud/s3/sample-files.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire, type WireServer } from '../../../local-cloud/wire/server.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-samples-'));
const s3 = openS3({
  ...{ dataDir, clock: realClock, accessLog: { record() {} }, notifications: [] },
  deliver: async () => {},
});
let wire: WireServer;
let client: S3Client;
let drawn = 0;

beforeAll(async () => {
  const keys = openKeys(dataDir);
  const service = withSampleFiles(s3.service, {
    createBucket: s3.createBucket,
    endpoint: () => wire.endpoint,
    credentials: keys.forPrincipal(SAMPLE_FILES_OWNER),
    async draw(count) {
      drawn++;
      return Array.from({ length: count }, (_, at) => ({ fileName: `${at}.jpg`, bytes: Buffer.from(`picture ${at}`) }));
    },
  });
  wire = await listenWire({ services: { s3: service }, keys, port: 0 });
  const { accessKeyId, secretAccessKey } = keys.forPrincipal('user');
  client = new S3Client({
    ...{ endpoint: wire.endpoint, region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId, secretAccessKey },
  });
});
afterAll(async () => {
  client.destroy();
  await wire.close();
  await s3.stop();
  rmSync(dataDir, { recursive: true });
});

const Prefix = 'datasets/image/caltech-101/inference/';

it("has ten pictures where AWS's notebooks copy theirs from, drawn once, to be read by everybody and changed by nobody", async () => {
  const list = () => client.send(new ListObjectsV2Command({ Bucket: SAMPLE_BUCKET, Prefix }));
  const [first, second] = await Promise.all([list(), list()]);
  expect(first.Contents?.map(({ Key }) => Key)).toEqual(Array.from({ length: 10 }, (_, at) => `${Prefix}${at}.jpg`));
  expect([second.KeyCount, drawn]).toEqual([10, 1]);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: SAMPLE_BUCKET, Key: `${Prefix}3.jpg` }));
  expect(await Body!.transformToString()).toBe('picture 3');
  await expect(
    client.send(new PutObjectCommand({ Bucket: SAMPLE_BUCKET, Key: `${Prefix}3.jpg`, Body: 'mine' })),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});
