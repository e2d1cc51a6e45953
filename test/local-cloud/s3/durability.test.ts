import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { realClock } from '../../../local-cloud/clock.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { signedHeaders } from '../wire/signed-request.ts';
import { BUCKET, startS3, until } from './s3-under-test.ts';

const SERVER = join(import.meta.dirname, 's3-process.ts');
const NOTIFICATIONS = [{ prefix: '', suffix: '', functionName: 'f' }];
const blobs = (dataDir: string) =>
  readdirSync(join(dataDir, 's3', 'blobs'), { recursive: true })
    .map(String)
    .filter((name) => /^..[/\\]/.test(name));

/** The contents of all files that starts have moved aside. */
const aside = (dataDir: string) => {
  const folder = join(dataDir, 's3', 'set-aside');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
};

it('a restart keeps objects, small and large, headers, buckets and keys', async () => {
  const large = randomBytes(200_000);
  const first = await startS3();
  await first.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'small', Body: 'x', ContentType: 'image/png' }));
  await first.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'large', Body: large }));
  await first.close();
  const second = await startS3({ dataDir: first.dataDir });
  const get = (Key: string) => second.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  expect(await (await get('small')).Body!.transformToString()).toBe('x');
  expect((await get('small')).ContentType).toBe('image/png');
  expect(large.equals(await (await get('large')).Body!.transformToByteArray())).toBe(true);
  expect(second.keys.forPrincipal('user')).toEqual(first.keys.forPrincipal('user'));
  await second.close();
});

it('a file that no row names, left by a kill between the two, is moved aside at the start and told; named ones stay', async () => {
  const first = await startS3();
  await first.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'large', Body: randomBytes(100_000) }));
  const [named] = blobs(first.dataDir);
  await first.close();
  writeFileSync(join(first.dataDir, 's3', 'blobs', 'ab', 'abandoned'), 'half an object');
  const notices: string[] = [];
  const second = await startS3({ dataDir: first.dataDir, onNotice: (line) => void notices.push(line) });
  expect(blobs(first.dataDir)).toEqual([named]);
  expect(aside(first.dataDir)).toEqual(['half an object']);
  expect(notices).toEqual([expect.stringMatching(/^1 files of stored bytes that no object names.*set-aside/)]);
  await second.close();
});

it('a kill loses nothing that was answered, neither object nor event', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-s3-'));
  const killed = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SERVER, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(killed, 'exit');
  const [endpoint] = await once(createInterface(killed.stdout), 'line');
  const credentials = openKeys(dataDir).forPrincipal('user');
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const answered = new Map<string, string>();
  const write = async (writer: number) => {
    for (let count = 0; ; count++) {
      const Key = `${writer}/${count}`;
      const Body = randomBytes(count % 2 === 0 ? 100 : 50_000);
      const { ETag } = await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
      answered.set(Key, ETag!);
      if (answered.size === 30) killed.kill('SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: 8 }, (_, writer) => write(writer)));
  await exit;
  client.destroy();

  expect(answered.size).toBeGreaterThanOrEqual(30);
  const under = await startS3({ dataDir, clock: realClock, notifications: NOTIFICATIONS });
  const { Contents = [] } = await under.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  const stored = new Map(Contents.map(({ Key, ETag }) => [Key, ETag]));
  for (const [key, etag] of answered) expect([key, stored.get(key)]).toEqual([key, etag]);
  for (const { Key } of Contents) {
    const { Body, ETag } = await under.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    const md5 = createHash('md5').update(await Body!.transformToByteArray());
    expect(`"${md5.digest('hex')}"`).toBe(ETag);
  }
  await under.s3.idle();
  const told = under.delivered.map(({ event }) => event.Records[0].s3.object.key);
  expect(told.sort()).toEqual([...stored.keys()].sort());
  await under.close();
}, 30_000);

it('replaced and deleted objects leave no file behind, and a reader of the old one still gets it whole', async () => {
  const under = await startS3();
  const old = randomBytes(8 * 2 ** 20);
  const put = (Body: Buffer) => under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body }));
  await put(old);
  const reading = await under.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }));
  await put(randomBytes(100_000));
  expect(old.equals(await reading.Body!.transformToByteArray())).toBe(true);
  await put(Buffer.from('small'));
  await until(() => blobs(under.dataDir).length === 0);
  await under.close();
});

it('an upload that breaks off stores nothing', async () => {
  const under = await startS3();
  const headers = await signedHeaders({
    key: under.keys.forPrincipal('user'),
    endpoint: under.endpoint,
    path: `/${BUCKET}/broken`,
    method: 'PUT',
    headers: { 'content-length': '200000' },
  });
  await new Promise<void>((resolve) => {
    const request = httpRequest(`${under.endpoint}/${BUCKET}/broken`, { method: 'PUT', headers });
    request.on('error', () => resolve());
    request.write(randomBytes(100_000), () => request.destroy());
  });
  await under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'after', Body: 'x' }));
  const { Contents } = await under.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(['after']);
  await until(() => blobs(under.dataDir).length === 0);
  await under.close();
});
