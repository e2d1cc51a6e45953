import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BUCKET, type S3UnderTest, startS3 } from '../s3-under-test.ts';

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && !/^(generation\.json|commits)$/.test(entry.name) && !entry.name.startsWith('index.sqlite'),
    )
    .map(({ name }) => name)
    .sort();

const blobs = (dataDir: string) => filesBelow(join(dataDir, 's3', 'blobs'));

async function putLarge(under: S3UnderTest, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const Key = `k${index}-${blobs(under.dataDir).length}`;
    await under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Buffer.alloc(100_000, index) }));
  }
}

/** The folder as a kill leaves it: copied while the store is open. */
function copyOf(dataDir: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'labelloop-s3-'));
  cpSync(dataDir, copy, { recursive: true });
  return copy;
}

const refusal = (dataDir: string) =>
  startS3({ dataDir }).then(
    () => 'started',
    (error: Error & { todo?: string }) => `${error.name}: ${error.message} | ${error.todo}`,
  );

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

describe('an index that does not belong to its bytes', () => {
  let killed: string;
  let stored: string[];

  beforeEach(async () => {
    const under = await startS3();
    await putLarge(under, 20);
    killed = copyOf(under.dataDir);
    await under.close();
    stored = blobs(killed);
    expect(stored).toHaveLength(20);
  });

  it.each<[string, (dataDir: string) => void, RegExp]>([
    [
      'a write-ahead log that is gone',
      (dataDir) => rmSync(join(dataDir, 's3', 'index.sqlite-wal')),
      /index is new or lost, beside 20 files/,
    ],
    [
      'an index that is gone',
      (dataDir) => {
        for (const suffix of ['', '-wal', '-shm'])
          rmSync(join(dataDir, 's3', `index.sqlite${suffix}`), { force: true });
      },
      /index is new or lost, beside 20 files of stored bytes, 20 of them without a name/,
    ],
    [
      'an index that is no database',
      (dataDir) => {
        rmSync(join(dataDir, 's3', 'index.sqlite-wal'));
        writeFileSync(join(dataDir, 's3', 'index.sqlite'), 'x'.repeat(8192));
      },
      /index\.sqlite cannot be read: file is not a database/,
    ],
  ])('%s is refused, and every file stays where it is', async (_, damage, message) => {
    damage(killed);
    const refused = await refusal(killed);
    expect(refused).toMatch(/^IndexNotWholeError/);
    expect(refused).toMatch(message);
    expect(refused).toMatch(/Nothing was changed.*labelloop up --set-aside/);
    expect(blobs(killed)).toEqual(stored);
  });

  it('starts again once the log is back, with all that was acknowledged', async () => {
    const log = join(killed, 's3', 'index.sqlite-wal');
    cpSync(log, `${killed}-wal`);
    rmSync(log);
    await refusal(killed);
    cpSync(`${killed}-wal`, log);
    const again = await startS3({ dataDir: killed });
    const { KeyCount } = await again.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(KeyCount).toBe(20);
    expect(blobs(killed)).toEqual(stored);
    await again.close();
  });

  it('goes on with what it names when a person says so: all other files are moved aside', async () => {
    rmSync(join(killed, 's3', 'index.sqlite-wal'));
    const again = await startS3({ dataDir: killed, setAside: true });
    expect(blobs(killed)).toEqual([]);
    expect(filesBelow(join(killed, 's3', 'set-aside'))).toEqual(stored);
    await putLarge(again, 1);
    await again.close();
    const third = await startS3({ dataDir: killed });
    expect(blobs(killed)).toHaveLength(1);
    await third.close();
  });
});

it('an index of an earlier run, its bytes grown since, is refused; so are bytes of an earlier run', async () => {
  const first = await startS3();
  await putLarge(first, 2);
  await first.close();
  const earlier = copyOf(first.dataDir);
  for (let run = 0; run < 2; run++) {
    const next = await startS3({ dataDir: first.dataDir });
    await putLarge(next, 2);
    await next.close();
  }
  const [olderIndex, olderBytes] = [copyOf(first.dataDir), copyOf(first.dataDir)];
  cpSync(join(earlier, 's3', 'index.sqlite'), join(olderIndex, 's3', 'index.sqlite'));
  expect(await refusal(olderIndex)).toMatch(/index is older \(generation 1\) than its bytes \(3: 6 files/);
  rmSync(join(olderBytes, 's3', 'blobs'), { recursive: true });
  cpSync(join(earlier, 's3', 'blobs'), join(olderBytes, 's3', 'blobs'), { recursive: true });
  expect(await refusal(olderBytes)).toMatch(/stored bytes are older \(generation 1\) than the S3 index \(3\)/);
});

it.each<[string, (copy: string, earlier: string) => void]>([
  [
    'of the same run, and its log',
    (copy, earlier) => {
      for (const suffix of ['', '-wal', '-shm'])
        cpSync(join(earlier, 's3', `index.sqlite${suffix}`), join(copy, 's3', `index.sqlite${suffix}`));
    },
  ],
  [
    'whose log is torn',
    (copy) => {
      const log = join(copy, 's3', 'index.sqlite-wal');
      truncateSync(log, statSync(log).size / 2);
    },
  ],
])('an older index %s is refused, with all that it does not know of left in place', async (_, damage) => {
  const under = await startS3();
  await putLarge(under, 2);
  const earlier = copyOf(under.dataDir);
  await putLarge(under, 4);
  const killed = copyOf(under.dataDir);
  await under.close();
  damage(killed, earlier);
  expect(await refusal(killed)).toMatch(/knows of \d of \d+ acknowledged writes, beside 6 files/);
  expect(blobs(killed)).toHaveLength(6);
});

it('a log that was folded into the index and then lost is noticed too', async () => {
  const under = await startS3();
  await Promise.all(
    Array.from({ length: 160 }, (_, index) =>
      under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `small${index}`, Body: Buffer.alloc(30_000) })),
    ),
  );
  await putLarge(under, 3);
  const killed = copyOf(under.dataDir);
  await under.close();
  rmSync(join(killed, 's3', 'index.sqlite-wal'));
  expect(await refusal(killed)).toMatch(/index is older \(generation 1\) than its bytes \(2: 3 files/);
});

it('a folder that is copied whole is a folder like any other', async () => {
  const first = await startS3();
  await putLarge(first, 3);
  await first.close();
  const second = await startS3({ dataDir: copyOf(first.dataDir) });
  const { KeyCount, Contents } = await second.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(KeyCount).toBe(3);
  const { Body } = await second.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: Contents![0]!.Key! }));
  expect((await Body!.transformToByteArray()).length).toBe(100_000);
  await second.close();
});
