import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ProcessingJobStatus } from '@aws-sdk/client-sagemaker';
import { parseS3Uri } from '../../../shared/domain/project/s3-uri.ts';
import { roleName } from '../arn.ts';
import { ConfinedProcess } from '../container/confined-process.ts';
import { findProcessingPrograms } from '../container/container-images.ts';
import { belowOptMl, openLog } from '../container/ml-folder.ts';
import type { ObjectAccess } from '../container/object-access.ts';
import type { Resources } from '../resource-store.ts';
import type { EndReason } from './running-jobs.ts';
import type { JobEnvironment } from './training-job-run.ts';

const GRACE_MS = 120_000;
/** SageMaker keeps so much of what a script says of its end. */
const LONGEST_MESSAGE = 1_024;

/** Runs one processing job: inputs from S3, the script as a confined process, outputs to S3. */
export async function runProcessingJob(environment: JobEnvironment, name: string, signal: AbortSignal): Promise<void> {
  const { dataDir, clock, store } = environment;
  const root = join(dataDir, 'sagemaker', 'processing-jobs', name);
  const end = (status: ProcessingJobStatus, more: { FailureReason?: string; ExitMessage?: string } = {}) =>
    store.put('processing-job', name, {
      ...store.find('processing-job', name)!,
      ProcessingJobStatus: status,
      ProcessingEndTime: new Date(clock.now()),
      LastModifiedTime: new Date(clock.now()),
      ...more,
    });
  const timeout = new AbortController();
  const ending = AbortSignal.any([signal, timeout.signal]);
  let disarm = () => {};
  try {
    const job = { ...store.find('processing-job', name)!, ProcessingStartTime: new Date(clock.now()) };
    if (job.ProcessingJobStatus === 'Stopping') return end('Stopped');
    store.put('processing-job', name, job);
    const access = environment.accessAs(roleName(job.RoleArn!));
    await layOut(root, job, access, ending);
    const limit = job.StoppingCondition!.MaxRuntimeInSeconds! * 1000;
    disarm = clock.at(clock.now() + limit, () => timeout.abort('timeout' satisfies EndReason));
    const exit = await runScript(environment, root, job, ending);
    const reason: EndReason | undefined = ending.aborted ? ending.reason : undefined;
    if (reason === 'shutdown') return;
    const text = await readFile(join(root, 'output/message'), 'utf8').catch(() => '');
    const message = text ? { ExitMessage: text.slice(0, LONGEST_MESSAGE) } : {};
    const outputs = job.ProcessingOutputConfig?.Outputs ?? [];
    if (exit.code === 0 || reason)
      for (const { S3Output } of outputs)
        await upload(join(root, belowOptMl(S3Output!.LocalPath!)!), S3Output!.S3Uri!, access);
    if (reason) return end('Stopped', message);
    if (exit.code === 0) return end('Completed', message);
    const how = exit.outOfMemory
      ? 'out of memory'
      : exit.code === null
        ? `killed by ${exit.signal}`
        : `exit code: ${exit.code}`;
    end('Failed', { FailureReason: `AlgorithmError: See job logs for more information, ${how}`, ...message });
  } catch (error) {
    const reason: EndReason | undefined = ending.aborted ? ending.reason : undefined;
    if (reason === 'shutdown') return;
    if (reason) end('Stopped');
    else end('Failed', { FailureReason: (error as Error).message.slice(0, LONGEST_MESSAGE) });
  } finally {
    disarm();
    if (signal.reason !== ('shutdown' satisfies EndReason)) await rm(root, { recursive: true, force: true });
  }
}

/** `/opt/ml` of a processing job: its inputs, empty folders for its outputs, and what SageMaker tells it of itself. */
async function layOut(root: string, job: Resources['processing-job'], access: ObjectAccess, signal: AbortSignal) {
  await rm(root, { recursive: true, force: true });
  for (const part of ['config', 'output', 'tmp']) await mkdir(join(root, part), { recursive: true });
  const resources = { current_host: 'algo-1', hosts: ['algo-1'] };
  await writeFile(join(root, 'config/resourceconfig.json'), JSON.stringify(resources));
  await writeFile(join(root, 'config/processingjobconfig.json'), JSON.stringify(job));
  for (const { S3Output } of job.ProcessingOutputConfig?.Outputs ?? [])
    await mkdir(join(root, belowOptMl(S3Output!.LocalPath!)!), { recursive: true });
  for (const { S3Input } of job.ProcessingInputs ?? []) {
    const { S3Uri, S3DataType, LocalPath } = S3Input!;
    const inputs = await access.listInputs({ S3Uri: S3Uri!, S3DataType: S3DataType! });
    await access.downloadAll(inputs, join(root, belowOptMl(LocalPath!)!), signal);
  }
}

async function runScript(
  environment: JobEnvironment,
  root: string,
  job: Resources['processing-job'],
  signal: AbortSignal,
) {
  const { dataDir, algorithms, memoryBytes, clientVariables } = environment;
  const { ImageUri, ContainerEntrypoint = [], ContainerArguments = [] } = job.AppSpecification!;
  const log = openLog(dataDir, 'processing-jobs', job.ProcessingJobName!);
  signal.throwIfAborted();
  const script = new ConfinedProcess({
    programs: findProcessingPrograms(algorithms, ImageUri),
    entry: [...ContainerEntrypoint, ...ContainerArguments],
    mlRoot: root,
    environment: {
      ...clientVariables(roleName(job.RoleArn!)),
      ...job.Environment,
      PROCESSING_JOB_NAME: job.ProcessingJobName!,
      PROCESSING_JOB_ARN: job.ProcessingJobArn!,
    },
    memoryBytes,
    onOutput: (chunk) => log.write(chunk),
  });
  const isShutdown = () => signal.reason === ('shutdown' satisfies EndReason);
  const stop = () => void script.terminate(isShutdown() ? 0 : GRACE_MS);
  signal.addEventListener('abort', stop);
  const exit = await script.exited;
  signal.removeEventListener('abort', stop);
  await log.close();
  return exit;
}

async function upload(folder: string, uri: string, access: ObjectAccess): Promise<void> {
  const { bucket, key } = parseS3Uri(`${uri.replace(/\/$/, '')}/`);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    await access.write({ bucket, key: `${key}${name}` }, await readFile(path));
  }
}
