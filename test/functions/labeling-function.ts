import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { buildFunctions } from '../../build.mjs';
import { realClock } from '../../local-cloud/clock.ts';
import { openLambda } from '../../local-cloud/lambda/lambda.ts';
import { openS3 } from '../../local-cloud/s3/open-s3.ts';
import { readLaptopTemplate } from '../../local-cloud/template/laptop-template.ts';
import { openKeys } from '../../local-cloud/wire/keys.ts';
import { listenWire } from '../../local-cloud/wire/server.ts';
import type { AccessRecord, WireServices } from '../../local-cloud/wire/service.ts';
import { carriedByLambda } from '../../shared/aws/carried-by-lambda.ts';
import type { FunctionUrlResponse } from '../../shared/contracts/function-url.ts';
import { root } from '../serverless/packaged-template.ts';

const NAME = 'labelloop-dev-labeling-api';
const region = 'us-east-1';

/** The bundle of `labeling-api` in the laptop's Lambda, with a function URL in front of it and S3 behind it. */
export async function startLabelingFunction() {
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
    functions,
    keys,
    clock: realClock,
    accessLog,
    dataDir,
    endpoint: () => wire.endpoint,
  });
  services.lambda = lambda.service;
  lambda.start();

  const url = createServer(async (request, response) => {
    const [rawPath = '', rawQueryString = ''] = request.url!.split('?');
    const answer = (await lambda.call(NAME, {
      version: '2.0',
      rawPath,
      rawQueryString,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      requestContext: {
        domainName: `127.0.0.1:${(url.address() as AddressInfo).port}`,
        http: { method: request.method, path: rawPath, sourceIp: '192.0.2.1' },
      },
      body: Buffer.from(await text(request)).toString('base64'),
      isBase64Encoded: true,
    })) as FunctionUrlResponse;
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
    url: `http://127.0.0.1:${(url.address() as AddressInfo).port}`,
    s3: new S3Client({ endpoint: wire.endpoint, region, credentials, forcePathStyle: true }),
    sageMaker: new SageMakerClient({ region, credentials, maxAttempts: 1, requestHandler: carriedByLambda(NAME) }),
    /** One call of the labeling API that no SDK has. */
    async call(action: string, request: Record<string, unknown>): Promise<Record<string, unknown>> {
      const answer = (await lambda.call(NAME, {
        version: '2.0',
        rawPath: '/',
        rawQueryString: '',
        headers: { 'X-Amz-Target': `SageMaker.${action}` },
        requestContext: { http: { method: 'POST', path: '/', sourceIp: '' } },
        body: JSON.stringify(request),
      })) as FunctionUrlResponse;
      return JSON.parse(answer.body!) as Record<string, unknown>;
    },
    sweep: () => lambda.call(NAME, { 'detail-type': 'Scheduled Event', time: '2026-01-01T00:00:00Z' }),
    async stop() {
      url.closeAllConnections();
      await new Promise((closed) => url.close(closed));
      await lambda.stop();
      await wire.close();
      await s3.stop();
    },
  };
}
