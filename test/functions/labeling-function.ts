import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { buildFunctions } from '../../build.mjs';
import { type Clock, realClock } from '../../local-cloud/clock.ts';
import { openLambda } from '../../local-cloud/lambda/lambda.ts';
import { openS3 } from '../../local-cloud/s3/open-s3.ts';
import { readLaptopTemplate } from '../../local-cloud/template/laptop-template.ts';
import { openKeys } from '../../local-cloud/wire/keys.ts';
import { listenWire } from '../../local-cloud/wire/server.ts';
import type { AccessRecord, WireServices } from '../../local-cloud/wire/service.ts';
import { carriedByLambda } from '../../shared/aws/carried-by-lambda.ts';
import type { HttpResult } from '../../shared/contracts/http-event.ts';
import { root } from '../serverless/packaged-template.ts';

const NAME = 'labelloop-dev-labeling-api';
const region = 'us-east-1';

export interface LabelingFunctionOptions {
  /** What requests and schedules say the time is. */
  clock?: Clock;
  /** Instead of the template's. */
  environment?: Record<string, string>;
}

/** The bundle of `labeling-api` in the laptop's Lambda, with an HTTP API in front of it and S3 behind it. */
export async function startLabelingFunction({ clock = realClock, environment = {} }: LabelingFunctionOptions = {}) {
  await buildFunctions();
  const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-labeling-function-'));
  const accesses: AccessRecord[] = [];
  const accessLog = { record: (access: AccessRecord) => void accesses.push(access) };
  const keys = openKeys(dataDir);
  const s3 = openS3({ dataDir, clock: realClock, accessLog, notifications: [], deliver: async () => {} });
  const { functions, bucket } = readLaptopTemplate(root);
  await s3.createBucket(bucket);
  const services: Partial<WireServices> = { s3: s3.service };
  const wire = await listenWire({ services, keys, port: 0 });
  const lambda = await openLambda({
    functions: functions.map((one) => ({ ...one, environment: { ...one.environment, ...environment } })),
    keys,
    clock: realClock,
    accessLog,
    dataDir,
    endpoint: () => wire.endpoint,
  });
  services.lambda = lambda.service;
  lambda.start();

  /** A request as an HTTP API hands it on, and its answer. @param path with its query */
  const overHttp = (domainName: string, method: string, path: string, headers: Record<string, string>, body = '') => {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const http = { method, path: rawPath, sourceIp: '192.0.2.1' };
    const requestContext = { domainName, http, timeEpoch: clock.now() };
    const event = { version: '2.0', rawPath, rawQueryString, headers, requestContext, body, isBase64Encoded: false };
    return (lambda.call(NAME, event) as Promise<HttpResult>).catch((error: Error): HttpResult => {
      if (error.name !== 'Lambda.RequestTooLargeException') throw error;
      return { statusCode: 413, body: JSON.stringify({ message: 'Request Too Long' }) };
    });
  };
  const portOf = () => (url.address() as AddressInfo).port;
  const url = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = await text(request);
    const answer = await overHttp(`127.0.0.1:${portOf()}`, request.method!, request.url!, headers, body);
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => url.listen(0, '127.0.0.1', resolve));

  const credentials = keys.forPrincipal('user');
  const { accessKeyId, secretAccessKey } = credentials;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_LAMBDA: wire.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  return {
    bucket,
    accesses,
    overHttp,
    createBucket: (name: string) => s3.createBucket(name),
    url: `http://127.0.0.1:${portOf()}`,
    s3: new S3Client({ endpoint: wire.endpoint, region, credentials, forcePathStyle: true }),
    sageMaker: new SageMakerClient({ region, credentials, maxAttempts: 1, requestHandler: carriedByLambda(NAME) }),
    /** One call of the labeling API as IAM lets it in; also those that no SDK has. @throws Error with AWS's own name */
    async call(action: string, request: Record<string, unknown>): Promise<Record<string, unknown>> {
      const answer = (await lambda.call(NAME, {
        version: '2.0',
        rawPath: '/',
        rawQueryString: '',
        headers: { 'X-Amz-Target': `SageMaker.${action}` },
        requestContext: { http: { method: 'POST', path: '/', sourceIp: '' }, timeEpoch: clock.now() },
        body: JSON.stringify(request),
      })) as HttpResult;
      const parsed = JSON.parse(answer.body!) as Record<string, unknown>;
      if (answer.statusCode === 200) return parsed;
      throw Object.assign(new Error(String(parsed.message)), { name: String(parsed.__type) });
    },
    async sweep() {
      await lambda.call(NAME, { 'detail-type': 'Scheduled Event', time: new Date(clock.now()).toISOString() });
    },
    async stop() {
      url.closeAllConnections();
      await new Promise((closed) => url.close(closed));
      await lambda.stop();
      await wire.close();
      await s3.stop();
    },
  };
}
