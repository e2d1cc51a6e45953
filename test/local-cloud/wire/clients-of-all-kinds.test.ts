import { createHash, createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ListModels$, ListModelsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stsService } from '../../../local-cloud/sts/sts.ts';
import { jsonService } from '../../../local-cloud/wire/json-protocol.ts';
import { listenWire, type WireServer } from '../../../local-cloud/wire/server.ts';
import { BUCKET, refusalOf, type S3UnderTest, startS3 } from '../s3/s3-under-test.ts';
import { signedHeaders } from './signed-request.ts';

/** An action without an answer. */
const nothing = { name: 'Nothing', schema: ListModels$, perform: async () => ({}) };

let under: S3UnderTest;
let wire: WireServer;
beforeAll(async () => {
  under = await startS3();
  const sagemaker = jsonService({
    contentType: 'application/x-amz-json-1.1',
    targetPrefix: 'SageMaker',
    actions: [nothing],
  });
  const services = { sts: stsService({ record: () => {} }), sagemaker };
  wire = await listenWire({ services, keys: under.keys, port: 0 });
  await under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a b+c.txt', Body: 'hi' }));
});
afterAll(async () => {
  await wire.close();
  await under.close();
});

const client = () => ({
  endpoint: wire.endpoint,
  region: 'us-east-1',
  credentials: under.keys.forPrincipal('user'),
  maxAttempts: 1,
});

describe('a URL presigned by Signature Version 2', () => {
  const presign = (expires: number, secret = under.keys.forPrincipal('user').secretAccessKey) => {
    const path = `/${BUCKET}/a%20b%2Bc.txt`;
    const Signature = createHmac('sha1', secret).update(`GET\n\n\n${expires}\n${path}`).digest('base64');
    const query = { AWSAccessKeyId: under.keys.forPrincipal('user').accessKeyId, Signature, Expires: String(expires) };
    return `${under.endpoint}${path}?${new URLSearchParams(query)}`;
  };
  const soon = () => Math.floor(Date.now() / 1000) + 60;

  it('is answered, as boto3 makes it without a word', async () => {
    expect(await (await fetch(presign(soon()))).text()).toBe('hi');
  });

  it('is refused when it has expired, or when its signature is of another key', async () => {
    expect(await (await fetch(presign(1_000_000_000))).text()).toMatch(/AccessDenied.*Request has expired/);
    expect(await (await fetch(presign(soon(), 'other'))).text()).toMatch(/SignatureDoesNotMatch.*s3v4/);
  });

  it('in a header, and a POST form, are called what they are', async () => {
    const v2 = await fetch(`${under.endpoint}/${BUCKET}/x`, { headers: { authorization: 'AWS key:sig' } });
    expect(await v2.text()).toMatch(/Signature Version 2.*AWS4-HMAC-SHA256/);
    const form = new FormData();
    form.set('key', 'x');
    const posted = await fetch(`${under.endpoint}/${BUCKET}`, { method: 'POST', body: form });
    expect([posted.status, await posted.text()]).toEqual([501, expect.stringMatching(/POST forms.*presigned PUT/)]);
  });
});

describe('the checksum of a multipart upload', () => {
  const base64 = (...bytes: Buffer[]) => {
    const digest = Buffer.alloc(4);
    digest.writeUInt32BE(crc32(Buffer.concat(bytes)));
    return digest.toString('base64');
  };
  const parts = [Buffer.alloc(5 * 2 ** 20, 'x'), Buffer.from('tail')];
  const upload = async (Key: string, whole: object) => {
    const { UploadId } = await under.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
    const Parts = [];
    for (const [index, Body] of parts.entries()) {
      const PartNumber = index + 1;
      const command = new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber, Body });
      const { ETag, ChecksumCRC32 } = await under.client.send(command);
      Parts.push({ PartNumber, ETag, ChecksumCRC32 });
    }
    const complete = { Bucket: BUCKET, Key, UploadId, MultipartUpload: { Parts }, ...whole };
    await under.client.send(new CompleteMultipartUploadCommand(complete));
    const { ChecksumCRC32, ChecksumType } = await under.client.send(
      new HeadObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }),
    );
    return { ChecksumCRC32, ChecksumType };
  };

  it('is of the whole object where the client knows it, else of the checksums of its parts; a wrong one stores nothing', async () => {
    const whole = { ChecksumCRC32: base64(...parts), ChecksumType: 'FULL_OBJECT' };
    expect(await upload('whole', whole)).toEqual(whole);
    const digests = parts.map((part) => Buffer.from(base64(part), 'base64'));
    expect(await upload('parts', {})).toEqual({ ChecksumCRC32: `${base64(...digests)}-2`, ChecksumType: 'COMPOSITE' });
    expect(await refusalOf(upload('wrong', { ChecksumCRC32: 'AAAAAA==' }))).toEqual(['BadDigest', 400]);
    const { KeyCount } = await under.client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'wrong' }));
    expect(KeyCount).toBe(0);
  });
});

describe('a service of the Query protocol', () => {
  it('tells who one is', async () => {
    expect(await new STSClient(client()).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:user/user',
      UserId: under.keys.forPrincipal('user').accessKeyId,
    });
  });

  it('refuses in XML, which its clients can read, also where there is no such service', async () => {
    expect(await refusalOf(new STSClient(client()).send(new GetSessionTokenCommand({})))).toEqual([
      'InvalidAction',
      400,
    ]);
    const toSign = { key: under.keys.forPrincipal('user'), endpoint: wire.endpoint, path: '/', method: 'POST' };
    const iam = await fetch(`${wire.endpoint}/`, { method: 'POST', headers: await signedHeaders(toSign, 'iam') });
    expect(iam.headers.get('content-type')).toBe('text/xml');
    expect(await iam.text()).toMatch(/<ErrorResponse><Error>.*<Code>InvalidAction<.Code>.*no service .*iam/);
    const stranger = { ...client(), credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' } };
    expect(await refusalOf(new STSClient(stranger).send(new GetCallerIdentityCommand({})))).toEqual([
      'InvalidClientTokenId',
      403,
    ]);
  });
});

describe('a request that is not right', () => {
  it('is refused by its key before its body is read', async () => {
    const { port } = new URL(wire.endpoint);
    const headers = await signedHeaders(
      {
        key: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
        endpoint: wire.endpoint,
        path: '/',
        method: 'POST',
        headers: { 'content-length': '30000000' },
      },
      'sagemaker',
    );
    const { 'x-amz-content-sha256': _, ...sent } = headers;
    const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(`POST / HTTP/1.1\r\n${lines.join('')}x-amz-target: SageMaker.ListModels\r\n\r\n`);
      });
      socket.once('data', (chunk) => {
        resolve(chunk.toString());
        socket.destroy();
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 403 .*UnrecognizedClientException/s);
  });

  it('nested 100,000 deep is no fault of ours', async () => {
    const body = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const toSign = { key: under.keys.forPrincipal('user'), endpoint: wire.endpoint, path: '/', method: 'POST' };
    const digest = createHash('sha256').update(body).digest('hex');
    const headers = await signedHeaders(
      { ...toSign, headers: { 'x-amz-content-sha256': digest, 'x-amz-target': 'SageMaker.Nothing' } },
      'sagemaker',
    );
    const answer = await fetch(`${wire.endpoint}/`, { method: 'POST', headers, body });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('nested deeper than 200')]);
  });

  it('of another region is told which one there is', async () => {
    const elsewhere = new SageMakerClient({ ...client(), region: 'eu-west-1' });
    expect((await refusalOf(elsewhere.send(new ListModelsCommand({}))))[0]).toBe('IncompleteSignatureException');
    const s3 = new S3Client({ ...client(), endpoint: under.endpoint, region: 'eu-west-1' });
    const refused = s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'x' }));
    expect((await refusalOf(refused))[1]).toBe(400);
  });

  it('with a continuation token of another listing, or none of ours, is refused', async () => {
    for (const key of ['t/1', 't/2', 'u/1'])
      await under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: 'x' }));
    const list = (Prefix: string, ContinuationToken?: string) =>
      under.client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix, MaxKeys: 1, ContinuationToken }));
    const { NextContinuationToken } = await list('t/');
    expect((await list('t/', NextContinuationToken)).Contents?.map(({ Key }) => Key)).toEqual(['t/2']);
    expect(await refusalOf(list('u/', NextContinuationToken))).toEqual(['InvalidArgument', 400]);
    expect(await refusalOf(list('t/', 'nonsense'))).toEqual(['InvalidArgument', 400]);
  });
});
