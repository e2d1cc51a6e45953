import { realClock } from '../../../local-cloud/clock.ts';
import { openS3 } from '../../../local-cloud/s3/open-s3.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire } from '../../../local-cloud/wire/server.ts';

/** A process to be killed: serves S3 from the folder in argv[2], delivers no event, prints its endpoint. */
const dataDir = process.argv[2]!;
const s3 = openS3({
  dataDir,
  clock: realClock,
  accessLog: { record: () => undefined },
  notifications: [{ prefix: '', suffix: '', functionName: 'f' }],
  deliver: () => new Promise(() => undefined),
});
await s3.createBucket('a-bucket');
s3.start();
const server = await listenWire({ services: { s3: s3.service }, keys: openKeys(dataDir), port: 0 });
console.log(server.endpoint);
