import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { buildFunctions } from '../../build.mjs';
import { type Clock, realClock } from '../../local-cloud/clock.ts';
import { openLambda } from '../../local-cloud/lambda/lambda.ts';
import { openS3 } from '../../local-cloud/s3/open-s3.ts';
import { readLaptopTemplate } from '../../local-cloud/template/laptop-template.ts';
import { readStack } from '../../local-cloud/template/stack.ts';
import { openKeys } from '../../local-cloud/wire/keys.ts';
import { listenWire } from '../../local-cloud/wire/server.ts';
import type { AccessRecord, WireServices } from '../../local-cloud/wire/service.ts';
import { carriedByLambda } from '../../shared/aws/carried-by-lambda.ts';
import type { HttpResult } from '../../shared/contracts/http-event.ts';
import { root } from '../serverless/packaged-template.ts';
import { listenOnLoopback, openHttpApi } from './http-api.ts';

const NAME = 'labelloop-dev-labeling-api';
const ENGINE = { labeling: 'engine' };
const region = 'us-east-1';

export interface LabelingFunctionOptions {
  /** What requests and schedules say the time is. */
  clock?: Clock;
  /** Instead of the template's. */
  environment?: Record<string, string>;
}

/** The second home of engine and portal: the bundles in the laptop's Lambda, the template's HTTP APIs before them, S3 behind them. */
export async function startLabelingFunction({ clock = realClock, environment = {} }: LabelingFunctionOptions = {}) {
  await buildFunctions();
  const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-labeling-function-'));
  const accesses: AccessRecord[] = [];
  const accessLog = { record: (access: AccessRecord) => void accesses.push(access) };
  const keys = openKeys(dataDir);
  const s3 = openS3({ dataDir, clock: realClock, accessLog, notifications: [], deliver: async () => {} });
  const { functions, bucket, corsRules } = readLaptopTemplate(root, ENGINE);
  await s3.createBucket(bucket, corsRules);
  const services: Partial<WireServices> = { s3: s3.service };
  const wire = await listenWire({ services, keys, port: 0 });
  const [portal, sandbox] = [await listenOnLoopback(), await listenOnLoopback()];
  const origins = { PORTAL_ORIGIN: portal.origin, SANDBOX_ORIGIN: sandbox.origin };
  const lambda = await openLambda({
    functions: functions.map((one) => ({ ...one, environment: { ...one.environment, ...origins, ...environment } })),
    keys,
    clock: realClock,
    accessLog,
    dataDir,
    endpoint: () => wire.endpoint,
  });
  services.lambda = lambda.service;
  lambda.start();
  const httpApi = (id: string) => openHttpApi(readStack(root, ENGINE), id, lambda.call, () => clock.now());
  const portalApi = httpApi('PortalApi');
  portal.serve(portalApi);
  sandbox.serve(httpApi('SandboxApi'));

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
    portalApi,
    createBucket: (name: string) => s3.createBucket(name),
    /** Origins, as browsers see them. */
    url: portal.origin,
    sandboxUrl: sandbox.origin,
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
      await portal.close();
      await sandbox.close();
      await lambda.stop();
      await wire.close();
      await s3.stop();
    },
  };
}
