import { serve } from '@hono/node-server';
import { realClock } from '../local-cloud/clock.ts';
import { openLabeling } from '../local-cloud/labeling/labeling.ts';
import { openS3 } from '../local-cloud/s3/open-s3.ts';
import { jsonService } from '../local-cloud/wire/json-protocol.ts';
import { openKeys } from '../local-cloud/wire/keys.ts';
import { listenWire } from '../local-cloud/wire/server.ts';

/** The labeling engine over the laptop's S3 in a process of its own, to be killed. argv: data folder, bucket. */
const [dataDir, bucket] = process.argv.slice(2) as [string, string];
const accessLog = { record: () => {} };
const keys = openKeys(dataDir);
const s3 = openS3({ dataDir, clock: realClock, accessLog, notifications: [], deliver: async () => {} });
await s3.createBucket(bucket);
let endpoint = '';
let portal = '';
const labeling = openLabeling({
  clock: realClock,
  keys,
  endpoint: () => endpoint,
  bucket,
  accessLog,
  builtInHooks: {},
  portalHosts: () => [portal],
  invokeLambda: async () => {
    throw new Error('this job has no hook');
  },
});
const actions = labeling.actions;
const sagemaker = jsonService({ contentType: 'application/x-amz-json-1.1', targetPrefix: 'SageMaker', actions });
const wire = await listenWire({ services: { s3: s3.service, sagemaker }, keys, port: 0 });
endpoint = wire.endpoint;
await labeling.start();
serve({ fetch: labeling.app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  portal = `127.0.0.1:${port}`;
  process.send?.({ endpoint, portalUrl: `http://${portal}`, credentials: keys.forPrincipal('user') });
});
