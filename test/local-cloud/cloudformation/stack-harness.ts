import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { realClock } from '../../../local-cloud/clock.ts';
import { openCloudFormation } from '../../../local-cloud/cloudformation/open-cloudformation.ts';
import { CodeFolders } from '../../../local-cloud/lambda/code-folders.ts';
import { openS3 } from '../../../local-cloud/s3/open-s3.ts';
import { stsService } from '../../../local-cloud/sts/sts.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire } from '../../../local-cloud/wire/server.ts';
import { type AccessRecord, REGION, type WireServices } from '../../../local-cloud/wire/service.ts';

/** The laptop's S3, STS and CloudFormation on one port, without the laptop's own stack. */
export async function startStacks(dataDir: string, more: Partial<WireServices> = {}) {
  const accesses: AccessRecord[] = [];
  const accessLog = { record: (access: AccessRecord) => void accesses.push(access) };
  const keys = openKeys(dataDir);
  const s3 = openS3({ dataDir, clock: realClock, accessLog, notifications: [], deliver: async () => {} });
  const services: Partial<WireServices> = { s3: s3.service, sts: stsService(accessLog) };
  const wire = await listenWire({ services, keys, port: 0 });
  const code = new CodeFolders(dataDir);
  const stacks = openCloudFormation({
    dataDir,
    clock: realClock,
    keys,
    endpoint: () => wire.endpoint,
    accessLog,
    code,
    forgetImages: () => {},
  });
  Object.assign(services, { cloudformation: stacks.service, ...more });
  stacks.start();
  const credentials = keys.forPrincipal('user');
  const client = { endpoint: wire.endpoint, region: REGION, credentials };
  return {
    accesses,
    code,
    cloudFormation: new CloudFormationClient(client),
    s3: new S3Client({ ...client, forcePathStyle: true }),
    environment: {
      PATH: process.env.PATH,
      HOME: join(dataDir, 'home'),
      AWS_ENDPOINT_URL: wire.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    async stop() {
      await stacks.stop();
      await wire.close();
      await s3.stop();
    },
  };
}
