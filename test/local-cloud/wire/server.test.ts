import { request as httpRequest } from 'node:http';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListModelsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listenWire } from '../../../local-cloud/wire/server.ts';
import { BUCKET, refusalOf, type S3UnderTest, startS3 } from '../s3/s3-under-test.ts';
import { presignedUrl, signedHeaders } from './signed-request.ts';

let under: S3UnderTest;
let port: number;
beforeAll(async () => {
  under = await startS3();
  port = Number(new URL(under.endpoint).port);
  await under.client.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: 'photo.jpg', Body: 'pixels', ContentType: 'image/jpeg' }),
  );
});
afterAll(() => under.close());

const PHOTO = `/${BUCKET}/photo.jpg`;
const toSign = (path = PHOTO) => ({ key: under.keys.forPrincipal('user'), endpoint: under.endpoint, path });

interface Answer {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

/** A request as sent on the wire: unlike fetch, it may set Host and Origin. */
function send(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({
        status: response.statusCode ?? 0,
        body: Buffer.concat(chunks).toString(),
        headers: response.headers,
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
const codeOf = ({ status, body }: Answer) => `${status} ${/<Code>(\w+)/.exec(body)?.[1]}`;

const clientWith = (secretAccessKey: string, accessKeyId = under.keys.forPrincipal('user').accessKeyId) =>
  new S3Client({
    endpoint: under.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });

describe('a signature', () => {
  it('with the wrong secret or an unknown key is refused', async () => {
    const command = () => new GetObjectCommand({ Bucket: BUCKET, Key: 'photo.jpg' });
    expect(await refusalOf(clientWith('wrong').send(command()))).toEqual(['SignatureDoesNotMatch', 403]);
    expect(await refusalOf(clientWith('test', 'test').send(command()))).toEqual(['InvalidAccessKeyId', 403]);
  });

  it('that is missing is refused, also for a bucket', async () => {
    expect(codeOf(await send(PHOTO))).toBe('403 AccessDenied');
    expect(codeOf(await send('/new-bucket', {}, 'PUT'))).toBe('403 AccessDenied');
  });

  it('older or newer than 15 minutes is refused', async () => {
    for (const minutes of [-16, 16]) {
      const signedAt = new Date(Date.now() + minutes * 60_000);
      const answer = await send(PHOTO, await signedHeaders({ ...toSign(), signedAt }));
      expect(codeOf(answer)).toBe('403 RequestTimeTooSkewed');
    }
  });

  it('does not cover a header that was added later', async () => {
    const headers = await signedHeaders({ ...toSign(`/${BUCKET}/copy`), method: 'PUT' });
    const answer = await send(`/${BUCKET}/copy`, { ...headers, 'x-amz-copy-source': PHOTO }, 'PUT');
    expect(codeOf(answer)).toBe('403 AccessDenied');
  });

  it('carries a session token along when there is one', async () => {
    const headers = await signedHeaders({ ...toSign(), headers: { 'x-amz-security-token': 'token' } });
    expect((await send(PHOTO, headers)).body).toBe('pixels');
  });

  it('refused for a JSON service is told in that protocol', async () => {
    const credentials = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' };
    const client = new SageMakerClient({ endpoint: under.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
    expect(await refusalOf(client.send(new ListModelsCommand({})))).toEqual(['UnrecognizedClientException', 403]);
  });

  it('for a service that is not there says so', async () => {
    const answer = await send('/', await signedHeaders(toSign('/'), 'dynamodb'));
    expect(answer.body).toContain("no service 'dynamodb'; it has: s3");
  });
});

describe('a presigned URL', () => {
  const relative = (url: string) => url.slice(under.endpoint.length);

  it('reads its object, also under a strange key', async () => {
    const Key = `q"'+% é日本/../x`;
    await under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'strange' }));
    const path = `/${BUCKET}/${encodeURIComponent(Key).replaceAll('%2F', '/').replaceAll("'", '%27')}`;
    expect((await send(relative(await presignedUrl(toSign(path))))).body).toBe('strange');
    const answer = await send(relative(await presignedUrl(toSign())));
    expect(answer.body).toBe('pixels');
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
      'content-type': 'image/jpeg',
    });
  });

  it('tampered with, expired, for another object or method is refused', async () => {
    const url = relative(await presignedUrl(toSign()));
    expect(codeOf(await send(url.replace(/.$/, (last) => (last === '0' ? '1' : '0'))))).toBe(
      '403 SignatureDoesNotMatch',
    );
    expect(codeOf(await send(url.replace('photo', 'other')))).toBe('403 SignatureDoesNotMatch');
    expect(codeOf(await send(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600')))).toBe('403 SignatureDoesNotMatch');
    expect(codeOf(await send(url, {}, 'DELETE'))).toBe('403 SignatureDoesNotMatch');
    const expired = await presignedUrl({ ...toSign(), signedAt: new Date(Date.now() - 61_000) });
    expect(codeOf(await send(relative(expired)))).toBe('403 AccessDenied');
  });

  it('shows its picture in a sandboxed frame, but not in a page of another site', async () => {
    const url = relative(await presignedUrl(toSign()));
    expect((await send(url, { 'sec-fetch-site': 'cross-site', origin: 'null' })).status).toBe(200);
    expect(codeOf(await send(url, { origin: 'https://evil.example' }))).toBe('403 AccessDenied');
  });
});

describe('a web page', () => {
  it.each([
    [{ host: 'evil.example' }],
    [{ host: 'evil.example:4566' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
  ])('that is foreign is refused before its signature counts: %j', async (extra) => {
    const headers = await signedHeaders(toSign());
    expect(codeOf(await send(PHOTO, { ...headers, ...extra } as Record<string, string>))).toBe('403 AccessDenied');
  });

  it('under any loopback name may be this one', async () => {
    for (const name of ['localhost', '[::1]']) {
      const endpoint = `http://${name}:${port}`;
      const headers = await signedHeaders({ ...toSign(), endpoint });
      expect((await send(PHOTO, { ...headers, origin: `http://${name}:9` })).body).toBe('pixels');
    }
  });

  it('gets CORS headers only from the rules of the bucket', async () => {
    const { PutBucketCorsCommand, DeleteBucketCorsCommand } = await import('@aws-sdk/client-s3');
    const origin = 'http://127.0.0.1:4568';
    const preflight = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' };
    expect(codeOf(await send(PHOTO, preflight, 'OPTIONS'))).toBe('403 AccessForbidden');
    const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['http://127.0.0.1:*'], AllowedHeaders: ['*'] }];
    await under.client.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules } }));
    const allowed = await send(PHOTO, preflight, 'OPTIONS');
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'range',
    });
    const url = (await presignedUrl(toSign())).slice(under.endpoint.length);
    expect((await send(url, { origin })).headers['access-control-allow-origin']).toBe(origin);
    const put = { ...preflight, 'access-control-request-method': 'PUT' };
    expect((await send(PHOTO, put, 'OPTIONS')).status).toBe(403);
    await under.client.send(new DeleteBucketCorsCommand({ Bucket: BUCKET }));
  });
});

describe('a body', () => {
  const put = async (headers: Record<string, string>, body: string) => {
    const signed = await signedHeaders({ ...toSign(`/${BUCKET}/body`), method: 'PUT', headers });
    return send(`/${BUCKET}/body`, signed, 'PUT', body);
  };
  const framed = {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };

  it.each([
    ['Content-MD5', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'BadDigest', 'x'],
    ['malformed Content-MD5', { 'content-md5': 'short' }, 'InvalidDigest', 'x'],
    ['CRC32 header', { 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest', 'x'],
    ['SHA-256 of the payload', { 'x-amz-content-sha256': '0'.repeat(64) }, 'XAmzContentSHA256Mismatch', 'x'],
    ['CRC32 trailer', framed, 'BadDigest', '1\r\nx\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'],
    ['missing trailer', framed, 'BadDigest', '1\r\nx\r\n0\r\n\r\n'],
    ['cut framing', framed, 'IncompleteBody', '5\r\nx'],
    ['chunk without a size', framed, 'InvalidRequest', 'hello\r\n'],
    ['decoded length', { ...framed, 'x-amz-decoded-content-length': '2' }, 'IncompleteBody', '1\r\nx\r\n0\r\n\r\n'],
    ['unknown algorithm', { 'x-amz-checksum-xxhash3': 'x' }, 'NotImplemented', 'x'],
  ])('with a wrong %s is refused, and nothing is stored', async (_what, headers, code, body) => {
    expect(codeOf(await put(headers, body))).toMatch(new RegExp(`^\\d+ ${code}$`));
    const get = under.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'body' }));
    expect(await refusalOf(get)).toEqual(['NoSuchKey', 404]);
  });

  it('framed with chunk signatures is stored without them', async () => {
    const answer = await put(
      { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'x-amz-decoded-content-length': '8' },
      '5;chunk-signature=ab\r\nhello\r\n3;chunk-signature=cd\r\n you\r\n0;chunk-signature=ef\r\n\r\n'.replace(
        ' you',
        ' yo',
      ),
    );
    expect(answer.status).toBe(200);
    const stored = await under.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'body' }));
    expect(await stored.Body!.transformToString()).toBe('hello yo');
  });

  it('is asked for with 100 Continue only when the request may go on', async () => {
    const path = `/${BUCKET}/expected`;
    const sendExpecting = (signed: Record<string, string>) =>
      new Promise<[boolean, number]>((resolve, reject) => {
        let continued = false;
        const headers = { ...signed, expect: '100-continue', 'content-length': '1' };
        const request = httpRequest({ host: '127.0.0.1', port, path, method: 'PUT', headers }, (response) => {
          response.resume();
          response.on('end', () => resolve([continued, response.statusCode ?? 0]));
        });
        request.on('continue', () => {
          continued = true;
          request.end('x');
        });
        request.on('error', reject);
        request.flushHeaders();
      });
    const signed = await signedHeaders({ ...toSign(path), method: 'PUT' });
    expect(await sendExpecting(signed)).toEqual([true, 200]);
    expect(await sendExpecting({ ...signed, authorization: signed.authorization!.replace(/.$/, 'x') })).toEqual([
      false,
      400,
    ]);
  });
});

it('a taken port is no error: the next free one is used', async () => {
  const second = await listenWire({ services: {}, keys: under.keys, port });
  expect(second.port).toBeGreaterThan(port);
  expect(second.endpoint).toBe(`http://127.0.0.1:${second.port}`);
  await second.close();
});

it('a bucket may be called endpoints: the credential scope routes, not the path', async () => {
  await under.client.send(new CreateBucketCommand({ Bucket: 'endpoints' }));
  await under.client.send(new PutObjectCommand({ Bucket: 'endpoints', Key: 'x/invocations', Body: 'x' }));
});
