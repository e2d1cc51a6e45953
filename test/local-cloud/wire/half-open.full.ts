import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { realClock } from '../../../local-cloud/clock.ts';
import { BUCKET, startS3 } from '../s3/s3-under-test.ts';
import { signedHeaders } from './signed-request.ts';

/** The server's own patience is a minute and a half at most. */
jest.setTimeout(150_000);

let s3: Awaited<ReturnType<typeof startS3>>;
beforeAll(async () => {
  s3 = await startS3({ clock: realClock });
});
afterAll(() => s3.close());

/** The head of an upload that says it has more bytes than will come. */
async function uploadHead(): Promise<string> {
  const path = `/${BUCKET}/half.bin`;
  const headers = { 'content-length': '1000' };
  const key = s3.keys.forPrincipal('user');
  const signed = await signedHeaders({ key, endpoint: s3.endpoint, path, method: 'PUT', headers });
  const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}`);
  return [`PUT ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

async function opened(text: string): Promise<Socket> {
  const { hostname, port } = new URL(s3.endpoint);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.resume();
  if (text) socket.write(text);
  return socket;
}

it('ends connections on which nothing more comes: before, in and behind a head', async () => {
  const sockets = await Promise.all([
    opened(''),
    opened('GET / HTTP/1.1\r\nHost: 127'),
    uploadHead().then((head) => opened(`${head}only a few bytes`)),
  ]);
  await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')));
  // Whoever does send is served all the while.
  const stored = s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'whole.bin', Body: 'whole' }));
  expect((await stored).ETag).toBeDefined();
});
