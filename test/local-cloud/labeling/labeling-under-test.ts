import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { inviteWorker } from '../../../cli/invite-worker.ts';
import type { JobEvent } from '../../../labeling-engine/engine-ports.ts';
import { realClock } from '../../../local-cloud/clock.ts';
import { openLabeling } from '../../../local-cloud/labeling/labeling.ts';
import { openSageMaker } from '../../../local-cloud/sagemaker/open-sagemaker.ts';
import { listenWire } from '../../../local-cloud/wire/server.ts';
import { consolidateAnnotations } from '../../../shared/pipeline/consolidate-annotations.ts';
import { preAnnotation } from '../../../shared/pipeline/pre-annotation.ts';
import { BUCKET, startS3 } from '../s3/s3-under-test.ts';

export const OWN_HOOKS = { preAnnotation: 'arn:own:pre', consolidation: 'arn:own:acs' };
const region = 'us-east-1';

const root = resolve(import.meta.dirname, '../../..');

/** The laptop's labeling: S3 and SageMaker on the wire, the portal's API, our own hooks in this process. */
export async function startLabeling() {
  const s3 = await startS3({ clock: realClock });
  const { accessKeyId, secretAccessKey } = s3.keys.forPrincipal('consolidate-annotations');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const { promise: completion, resolve: completed } = Promise.withResolvers<JobEvent>();
  let portalUrl = '';
  const labeling = openLabeling({
    clock: realClock,
    keys: s3.keys,
    endpoint: () => s3.endpoint,
    bucket: BUCKET,
    accessLog: { record: (access) => void s3.accesses.push(access) },
    builtInHooks: OWN_HOOKS,
    portalHosts: () => [new URL(portalUrl).host],
    reopenSeconds: 0,
    onEvent: completed,
    invokeLambda: (arn, payload) =>
      arn === OWN_HOOKS.preAnnotation
        ? preAnnotation(payload as never)
        : consolidateAnnotations(payload as never, { logger: silent }),
  });
  await labeling.start();
  const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-labeling-'));
  const sageMaker = openSageMaker({
    dataDir,
    clock: realClock,
    keys: s3.keys,
    endpoint: () => s3.endpoint,
    accessLog: { record: (access) => void s3.accesses.push(access) },
    algorithms: { repositories: {}, standIns: { 'object-detection': join(root, 'algorithms/object-detection') } },
    labelingActions: labeling.actions,
    humanLoops: labeling.humanLoops,
  });
  const wire = await listenWire({ services: { sagemaker: sageMaker.service }, keys: s3.keys, port: 0 });
  const app = new Hono().route('/', labeling.app);
  const portal = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      portalUrl = `http://127.0.0.1:${port}`;
      resolve(server);
    });
  });
  const credentials = s3.keys.forPrincipal('user');
  const client = new SageMakerClient({ endpoint: wire.endpoint, region, credentials });
  return {
    s3,
    client,
    credentials,
    portalUrl,
    endpoint: wire.endpoint,
    /** What the containers said, by kind and job. */
    logs: join(dataDir, 'logs'),
    /** How the first job ended. */
    completion,
    invite: async (name: string, workteamArn: string) =>
      (await inviteWorker({ endpoint: wire.endpoint, region, credentials }, name, workteamArn)).invitation,
    async close() {
      client.destroy();
      await new Promise((closed) => portal.close(closed));
      await labeling.stop();
      await sageMaker.stop();
      rmSync(dataDir, { recursive: true });
      await wire.close();
      await s3.close();
    },
  };
}
