import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { TransformJobStatus } from '@aws-sdk/client-sagemaker';
import { parseS3Uri } from '../../../shared/domain/project/s3-uri.ts';
import { roleName } from '../arn.ts';
import type { Exit } from '../container/confined-process.ts';
import { findContainerImage } from '../container/container-images.ts';
import { openLog } from '../container/ml-folder.ts';
import { ModelServer } from '../container/model-server.ts';
import { ClientInputError, type InputObject, type ObjectAccess } from '../container/object-access.ts';
import { containerOf } from '../model-packages.ts';
import type { Resources } from '../resource-store.ts';
import type { EndReason } from './running-jobs.ts';
import type { JobEnvironment } from './training-job-run.ts';

const MEGABYTE = 2 ** 20;

/** Runs one transform job: starts the model, posts each object, writes each answer to `<path>.out`. */
export async function runTransformJob(environment: JobEnvironment, name: string, signal: AbortSignal): Promise<void> {
  const { dataDir, clock, store } = environment;
  const end = (status: TransformJobStatus, reason?: string) =>
    store.put('transform-job', name, {
      ...store.find('transform-job', name)!,
      TransformJobStatus: status,
      TransformEndTime: new Date(clock.now()),
      ...(reason && { FailureReason: reason.slice(0, 1024) }),
    });
  const mlRoot = join(dataDir, 'sagemaker', 'transform-jobs', name);
  let server: ModelServer | undefined;
  try {
    const job = { ...store.find('transform-job', name)!, TransformStartTime: new Date(clock.now()) };
    if (job.TransformJobStatus === 'Stopping') return end('Stopped');
    store.put('transform-job', name, job);
    const model = store.find('model', job.ModelName!);
    if (!model) throw new ClientInputError(`the model ${job.ModelName} was deleted`);
    const access = environment.accessAs(roleName(model.ExecutionRoleArn!));
    server = await startBatchServer(environment, job, model, access, mlRoot);
    const inputs = await access.listInputs(job.TransformInput!.DataSource!.S3DataSource!);
    await postAll({ job, server, access, inputs, signal });
    end('Completed');
  } catch (error) {
    const reason: EndReason | undefined = signal.aborted ? signal.reason : undefined;
    if (reason === 'stopped') end('Stopped');
    else if (!reason) end('Failed', (error as Error).message);
  } finally {
    await server?.stop();
    await rm(mlRoot, { recursive: true, force: true });
  }
}

async function startBatchServer(
  { dataDir, store, algorithms, memoryBytes }: JobEnvironment,
  job: Resources['transform-job'],
  model: Resources['model'],
  access: ObjectAccess,
  mlRoot: string,
): Promise<ModelServer> {
  const container = containerOf(store, model);
  const log = openLog(dataDir, 'transform-jobs', job.TransformJobName!);
  return ModelServer.start({
    programs: findContainerImage(algorithms, container.Image),
    mlRoot,
    archive: await access.readModel(container.ModelDataUrl!),
    environment: {
      ...container.Environment,
      ...job.Environment,
      SAGEMAKER_BATCH: 'true',
      SAGEMAKER_BATCH_STRATEGY: 'SINGLE_RECORD',
      SAGEMAKER_MAX_PAYLOAD_IN_MB: String(job.MaxPayloadInMB),
      SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: String(job.MaxConcurrentTransforms),
    },
    memoryBytes,
    onOutput: (chunk) => log.write(chunk),
  });
}

interface Work {
  job: Resources['transform-job'];
  server: ModelServer;
  access: ObjectAccess;
  inputs: InputObject[];
  signal: AbortSignal;
}

/** Every object is tried, whatever happens to the others; then the first failure counts. */
async function postAll({ job, server, access, inputs, signal }: Work): Promise<void> {
  const output = parseS3Uri(job.TransformOutput!.S3OutputPath!);
  const folder = output.key === '' ? '' : `${output.key.replace(/\/$/, '')}/`;
  const failures: Error[] = [];
  const queue = inputs[Symbol.iterator]();
  const worker = async () => {
    for (const input of queue) {
      signal.throwIfAborted();
      try {
        const body = await access.read(input);
        if (body.length > job.MaxPayloadInMB! * MEGABYTE)
          throw new ClientInputError(`${input.key} has ${body.length} bytes, MaxPayloadInMB is ${job.MaxPayloadInMB}`);
        const answer = await answerOf(server, body, job);
        await access.write({ bucket: output.bucket, key: `${folder}${input.path}.out` }, answer);
      } catch (error) {
        failures.push(error as Error);
      }
    }
  };
  await Promise.all(Array.from({ length: job.MaxConcurrentTransforms! }, worker));
  signal.throwIfAborted();
  if (failures[0]) throw failures[0];
}

/** SageMaker's where a request says nothing. */
const DEFAULT_TIMEOUT_SECONDS = 600;
const DEFAULT_RETRIES = 3;

/** One object's answer; a model that fails or stays silent is asked again, as ModelClientConfig says. */
async function answerOf(server: ModelServer, body: Uint8Array, job: Resources['transform-job']): Promise<Buffer> {
  const { InvocationsMaxRetries: retries = DEFAULT_RETRIES } = job.ModelClientConfig ?? {};
  for (let tried = 0; ; tried++) {
    try {
      return await post(server, body, job);
    } catch (error) {
      if (error instanceof ClientInputError || server.dead || tried >= retries) throw error;
    }
  }
}

/** @throws ClientInputError for what the model refuses; Error when it fails, stays silent or ends */
async function post(server: ModelServer, body: Uint8Array, job: Resources['transform-job']): Promise<Buffer> {
  const seconds = job.ModelClientConfig?.InvocationsTimeoutInSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const { status, answer } = await send(server, body, job, seconds * 1000).catch(async (error: Error) => {
    await server.settle();
    throw server.dead ? new Error(`the container ended while it answered: ${howEnded(await server.exited)}`) : error;
  });
  if (status === 200) return answer;
  const said = `the container answered ${status}: ${answer.toString('utf8').slice(0, 500)}`;
  throw status < 500 ? new ClientInputError(said) : new Error(said);
}

const howEnded = ({ code, signal, outOfMemory }: Exit) =>
  outOfMemory ? 'it held more memory than it may' : code === null ? `killed by ${signal}` : `exit code: ${code}`;

function send(server: ModelServer, body: Uint8Array, job: Resources['transform-job'], timeoutMs: number) {
  return new Promise<{ status: number; answer: Buffer }>((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: server.port,
        agent: server.agent,
        method: 'POST',
        path: '/invocations',
        headers: {
          'content-type': job.TransformInput!.ContentType ?? 'application/octet-stream',
          accept: job.TransformOutput!.Accept ?? '*/*',
          'content-length': body.length,
        },
      },
      async (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode!, answer: Buffer.concat(chunks) });
      },
    );
    const tooLate = () => sent.destroy(new Error(`the container gave no answer within ${timeoutMs / 1000} s`));
    const timer = setTimeout(tooLate, timeoutMs);
    sent.on('error', reject);
    sent.on('close', () => clearTimeout(timer));
    sent.end(body);
  });
}
