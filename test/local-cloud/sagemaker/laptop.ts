import { join } from 'node:path';
import { realClock } from '../../../local-cloud/clock.ts';
import { openS3 } from '../../../local-cloud/s3/open-s3.ts';
import { openSageMaker, type SageMakerOptions } from '../../../local-cloud/sagemaker/open-sagemaker.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire } from '../../../local-cloud/wire/server.ts';
import type { AccessRecord, WireService, WireServices } from '../../../local-cloud/wire/service.ts';

export const BUCKET = 'birds-bucket';
export const IMAGE = '000000000000.dkr.ecr.us-east-1.amazonaws.com/fake:1';
const FAKE_ALGORITHM = join(import.meta.dirname, 'fake-algorithm');
export const TRAINING_ROLE = 'arn:aws:iam::000000000000:role/training';
export const MODEL_ROLE = 'arn:aws:iam::000000000000:role/model';

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= action();
    return running;
  };
}

/** What every service beside S3 and SageMaker is opened with. */
type Shared = Pick<SageMakerOptions, 'keys' | 'accessLog' | 'endpoint'>;
type Beside = (shared: Shared) => Partial<Record<keyof WireServices, { service: WireService; stop(): void }>>;

/** S3 and SageMaker on one wire, with the fake algorithm. @param beside opens further services there */
export async function openLaptop(
  dataDir: string,
  { beside = () => ({}), ...more }: Partial<SageMakerOptions> & { beside?: Beside } = {},
) {
  const accesses: AccessRecord[] = [];
  const accessLog = { record: (access: AccessRecord) => void accesses.push(access) };
  const keys = openKeys(dataDir);
  const s3 = openS3({ dataDir, clock: realClock, accessLog, notifications: [], deliver: async () => {} });
  await s3.createBucket(BUCKET);
  let endpoint = '';
  const sageMaker = openSageMaker({
    dataDir,
    clock: realClock,
    accessLog,
    keys,
    endpoint: () => endpoint,
    algorithms: {
      repositories: { fake: FAKE_ALGORITHM },
      standIns: { 'object-detection': FAKE_ALGORITHM },
      boundIn: dataDir,
    },
    memoryBytes: 512 * 2 ** 20,
    ...more,
    labelingActions: [],
  });
  const others = Object.entries(beside({ keys, accessLog, endpoint: () => endpoint }));
  const services = {
    ...{ s3: s3.service, sagemaker: sageMaker.service },
    ...Object.fromEntries(others.map(([name, { service }]) => [name, service])),
  };
  const wire = await listenWire({ services, keys, port: 0 });
  endpoint = wire.endpoint;
  sageMaker.start();
  const { accessKeyId, secretAccessKey } = keys.forPrincipal('user');
  const stopSageMaker = once(() => sageMaker.stop());
  return {
    accesses,
    client: { endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 },
    /** Its requests still arrive. */
    stopSageMaker,
    async stop() {
      for (const [, other] of others) other.stop();
      await stopSageMaker();
      await wire.close();
      await s3.stop();
    },
  };
}

export type Laptop = Awaited<ReturnType<typeof openLaptop>>;
