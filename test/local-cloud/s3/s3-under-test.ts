import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { type Clock, VirtualClock } from '../../../local-cloud/clock.ts';
import type { S3Notification } from '../../../local-cloud/s3/event-record.ts';
import { openS3, type S3, type S3Options } from '../../../local-cloud/s3/open-s3.ts';
import { type Keys, openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire } from '../../../local-cloud/wire/server.ts';
import type { AccessRecord } from '../../../local-cloud/wire/service.ts';

export const BUCKET = 'a-bucket';

export interface S3UnderTest {
  s3: S3;
  keys: Keys;
  endpoint: string;
  dataDir: string;
  client: S3Client;
  /** A client that signs as another principal. */
  clientOf(principal: string): S3Client;
  accesses: AccessRecord[];
  delivered: Array<{ functionName: string; event: S3Notification }>;
  close(): Promise<void>;
}

/** The laptop's S3 behind the real wire server, with a bucket, in a fresh folder unless one is given. */
export async function startS3(options: Partial<S3Options> & { clock?: Clock } = {}): Promise<S3UnderTest> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'labelloop-s3-'));
  const accesses: AccessRecord[] = [];
  const delivered: S3UnderTest['delivered'] = [];
  const s3 = openS3({
    clock: new VirtualClock(),
    accessLog: { record: (access) => void accesses.push(access) },
    notifications: [],
    deliver: async (functionName, event) => void delivered.push({ functionName, event }),
    ...options,
    dataDir,
  });
  await s3.createBucket(BUCKET);
  s3.start();
  const keys = openKeys(dataDir);
  const server = await listenWire({ services: { s3: s3.service }, keys, port: 0 });
  const clients: S3Client[] = [];
  const clientOf = (principal: string) => {
    const client = new S3Client({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: keys.forPrincipal(principal),
      maxAttempts: 1,
    });
    clients.push(client);
    return client;
  };
  return {
    s3,
    keys,
    endpoint: server.endpoint,
    dataDir,
    client: clientOf('user'),
    clientOf,
    accesses,
    delivered,
    async close() {
      for (const client of clients) client.destroy();
      await server.close();
      await s3.stop();
    },
  };
}

/** The error that a call ends with: `[code, HTTP status]`. */
export async function refusalOf(call: Promise<unknown>): Promise<[string, number | undefined]> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return [name, $metadata?.httpStatusCode];
  }
  throw new Error('the call was not refused');
}

/** Resolves when `condition` holds; looks after every turn of the event loop, and gives up before jest does. */
export async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 4_000;
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`never came true: ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
