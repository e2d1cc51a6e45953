import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerA2IRuntimeClient } from '@aws-sdk/client-sagemaker-a2i-runtime';
import { buildFunctions } from '../../build.mjs';
import { type Clock, realClock } from '../../local-cloud/clock.ts';
import type { BusEvent } from '../../local-cloud/event-bridge/bus-event.ts';
import { openEventBus } from '../../local-cloud/event-bridge/event-bus.ts';
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
const SWEEP_NAME = 'labelloop-dev-sweep-labeling-jobs';
const ENGINE = { labeling: 'engine' };
const region = 'us-east-1';

/** Once is enough for all tests of a file. */
let built: ReturnType<typeof buildFunctions> | undefined;

export interface LabelingFunctionOptions {
  /** What requests and schedules say the time is. */
  clock?: Clock;
  /** Instead of the template's. */
  environment?: Record<string, string>;
  /** Environments at once. */
  concurrency?: number;
}

/**
 * The second home of engine and portal: the bundles in the laptop's Lambda, the template's HTTP APIs before them, S3
 * behind them.
 */
export async function startLabelingFunction(options: LabelingFunctionOptions = {}) {
  const { clock = realClock, environment = {}, concurrency = 4 } = options;
  built ??= buildFunctions();
  await built;
  const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-labeling-function-'));
  const accesses: AccessRecord[] = [];
  const accessLog = { record: (access: AccessRecord) => void accesses.push(access) };
  const keys = openKeys(dataDir);
  const s3 = openS3({ dataDir, clock: realClock, accessLog, notifications: [], deliver: async () => {} });
  const { functions, bucket, corsRules } = readLaptopTemplate(root, ENGINE);
  await s3.createBucket(bucket, corsRules);
  const events: BusEvent[] = [];
  const deliver = async (event: BusEvent) => void events.push(event);
  const bus = openEventBus({ accessLog, now: () => clock.now(), deliver });
  const services: Partial<WireServices> = { s3: s3.service, events: bus.service };
  const wire = await listenWire({ services, keys, port: 0 });
  const [portal, sandbox] = [await listenOnLoopback(), await listenOnLoopback()];
  const origins = { PORTAL_ORIGIN: portal.origin, SANDBOX_ORIGIN: sandbox.origin, STORAGE_ORIGIN: wire.endpoint };
  const lambda = await openLambda({
    functions: functions.map((one) => ({ ...one, environment: { ...one.environment, ...origins, ...environment } })),
    keys,
    clock: realClock,
    accessLog,
    dataDir,
    endpoint: () => wire.endpoint,
    concurrency,
  });
  services.lambda = lambda.service;
  lambda.start();
  const queue = new DatabaseSync(join(dataDir, 'lambda-events.sqlite'), { readOnly: true });
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
    /** What the function has put on the event bus. */
    events,
    portalApi,
    createBucket: (name: string) => s3.createBucket(name),
    /** Origins, as browsers see them. */
    url: portal.origin,
    sandboxUrl: sandbox.origin,
    storageUrl: wire.endpoint,
    s3: new S3Client({ endpoint: wire.endpoint, region, credentials, forcePathStyle: true }),
    sageMaker: new SageMakerClient({ region, credentials, maxAttempts: 1, requestHandler: carriedByLambda(NAME) }),
    a2i: new SageMakerA2IRuntimeClient({
      ...{ region, credentials, maxAttempts: 1 },
      requestHandler: carriedByLambda(NAME),
    }),
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
    /** Resolves when nothing is left that the functions were asked to do on their own. */
    async settled() {
      const left = queue.prepare('SELECT count(*) AS count FROM events');
      while (left.get()!.count !== 0) await new Promise<void>((resolve) => setImmediate(resolve));
    },
    async sweep() {
      await lambda.call(SWEEP_NAME, { 'detail-type': 'Scheduled Event', time: new Date(clock.now()).toISOString() });
    },
    async stop() {
      queue.close();
      await portal.close();
      await sandbox.close();
      await lambda.stop();
      await wire.close();
      await s3.stop();
    },
  };
}
