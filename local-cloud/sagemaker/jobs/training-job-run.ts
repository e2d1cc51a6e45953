import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecondaryStatus, TrainingJobStatus } from '@aws-sdk/client-sagemaker';
import { parseS3Uri } from '../../../shared/domain/project/s3-uri.ts';
import type { Clock } from '../../clock.ts';
import { roleName } from '../arn.ts';
import { ChannelPipe } from '../container/channel-pipe.ts';
import { channelBytes } from '../container/channel-records.ts';
import { CheckpointSync } from '../container/checkpoint-sync.ts';
import { ConfinedProcess, type Exit } from '../container/confined-process.ts';
import { type ContainerImage, type ContainerImages, findContainerImage } from '../container/container-images.ts';
import { MlFolder, openLog } from '../container/ml-folder.ts';
import { packFolder } from '../container/model-archive.ts';
import type { ObjectAccess } from '../container/object-access.ts';
import type { ResourceStore, Resources } from '../resource-store.ts';
import { MetricScraper } from './log-metrics.ts';
import type { EndReason } from './running-jobs.ts';

export interface JobEnvironment {
  dataDir: string;
  clock: Clock;
  store: ResourceStore;
  algorithms: ContainerImages;
  /** What a container may hold in memory. */
  memoryBytes: number;
  accessAs(principal: string): ObjectAccess;
  /** What lets a program's AWS clients act as the principal, towards the laptop. */
  clientVariables(principal: string): Record<string, string>;
  /** Takes the machine of each spot training away once, after so many ms of training. */
  interruptSpotAfterMs?: number;
}

/** A job that is told to stop has two minutes to leave its model behind. */
const GRACE_MS = 120_000;
const METRICS_EVERY_MS = 2_000;

/** SageMaker's words when the kernel killed a container for its memory. */
const OUT_OF_MEMORY =
  'ClientError: Please use an instance type with more memory, or reduce the size of job data processed on an instance., exit code: 137';

const STOPPED_AS: Record<EndReason, SecondaryStatus> = {
  timeout: 'MaxRuntimeExceeded',
  waited: 'MaxWaitTimeExceeded',
  stopped: 'Stopped',
  shutdown: 'Stopped',
};

/** Runs training jobs: download, train in a confined process, upload `model.tar.gz`. */
export class TrainingJobRun {
  readonly #environment: JobEnvironment;
  readonly #name: string;
  readonly #signal: AbortSignal;
  readonly #timeout = new AbortController();
  #job: Resources['training-job'];
  #metricsShownAt = 0;
  /** Spot capacity was taken away; the job goes on on another machine. */
  #isTakenAway = false;

  /** @param signal its reason is an EndReason */
  constructor(environment: JobEnvironment, name: string, signal: AbortSignal) {
    this.#environment = environment;
    this.#name = name;
    this.#signal = AbortSignal.any([signal, this.#timeout.signal]);
    this.#job = environment.store.find('training-job', name)!;
    const { MaxWaitTimeInSeconds: wait } = this.#job.StoppingCondition ?? {};
    if (this.#job.EnableManagedSpotTraining && wait) {
      const deadline = this.#job.CreationTime!.getTime() + wait * 1000;
      this.#disarmWait = environment.clock.at(deadline, () => this.#timeout.abort('waited' satisfies EndReason));
    }
  }

  #disarmWait = () => {};

  async run(): Promise<void> {
    try {
      await this.#runToItsEnd();
    } catch (error) {
      if (this.#endReason === 'shutdown') return;
      if (this.#endReason) this.#end('Stopped', STOPPED_AS[this.#endReason]);
      else this.#end('Failed', 'Failed', withPrefix((error as Error).message));
    } finally {
      this.#disarmWait();
    }
    if (this.#endReason !== 'shutdown') await rm(this.#root, { recursive: true, force: true });
  }

  /** The container's `/opt/ml`; its checkpoints outlive an interruption, nothing outlives the job. */
  get #root(): string {
    return join(this.#environment.dataDir, 'sagemaker', 'training-jobs', this.#name);
  }

  get #endReason(): EndReason | undefined {
    return this.#signal.aborted ? this.#signal.reason : undefined;
  }

  async #runToItsEnd(): Promise<void> {
    const { accessAs } = this.#environment;
    if (this.#isTakenAway)
      this.#enter('Interrupted', 'Spot capacity was taken away; the job goes on from its checkpoint');
    else if (this.#job.TrainingStartTime)
      this.#enter('Interrupted', 'The laptop cloud stopped; the job goes on from its checkpoint');
    if (this.#job.TrainingJobStatus === 'Stopping') return this.#end('Stopped', 'Stopped');
    const access = accessAs(roleName(this.#job.RoleArn!));
    const folder = new MlFolder(this.#root);
    await folder.reset();
    const checkpoints = this.#checkpoints(folder, access);
    await checkpoints?.restore(this.#signal);
    const { TrainingImage, TrainingInputMode } = this.#job.AlgorithmSpecification!;
    const algorithm = findContainerImage(this.#environment.algorithms, TrainingImage);
    const channels = this.#job.InputDataConfig ?? [];
    await folder.writeConfig(this.#job.HyperParameters ?? {}, channels, TrainingInputMode!);
    this.#enter('Downloading', 'Downloading input data');
    const pipes: ChannelPipe[] = [];
    for (const channel of channels) {
      const path = folder.channel(channel.ChannelName!);
      if ((channel.InputMode ?? TrainingInputMode) === 'Pipe') {
        pipes.push(await ChannelPipe.create(path, () => channelBytes(channel, access)));
      } else {
        const inputs = await access.listInputs(channel.DataSource!.S3DataSource!);
        await access.downloadAll(inputs, path, this.#signal);
      }
    }
    this.#isTakenAway = false;
    checkpoints?.start();
    const exit = await this.#train(folder, algorithm, pipes).finally(() => checkpoints?.finish());
    if (this.#endReason === 'shutdown') return;
    if (this.#isTakenAway && !this.#endReason) return this.#runToItsEnd();
    const archive = await packFolder(folder.model);
    if (archive && (exit.code === 0 || this.#endReason)) {
      this.#enter('Uploading', 'Uploading generated training model');
      const model = parseS3Uri(this.#job.ModelArtifacts!.S3ModelArtifacts!);
      // What lies beside the model belongs to it: whoever finds the model finds this too.
      const output = await packFolder(folder.output);
      if (output) await access.write({ ...model, key: model.key.replace(/model\.tar\.gz$/, 'output.tar.gz') }, output);
      await access.write(model, archive);
    }
    if (this.#endReason) return this.#end('Stopped', STOPPED_AS[this.#endReason]);
    if (exit.code === 0) return this.#end('Completed', 'Completed');
    if (exit.outOfMemory) return this.#end('Failed', 'Failed', OUT_OF_MEMORY);
    const how = exit.code === null ? `killed by ${exit.signal}` : `exit code: ${exit.code}`;
    const failure = await folder.readFailure();
    // The built-in algorithms say themselves when it is the client's fault.
    const prefix = algorithm.standsInFor && failure.startsWith('ClientError: ') ? '' : 'AlgorithmError: ';
    this.#end('Failed', 'Failed', `${prefix}${failure}, ${how}`);
  }

  /** Where the job keeps its checkpoints; undefined where it says nothing of them. */
  #checkpoints(folder: MlFolder, access: ObjectAccess): CheckpointSync | undefined {
    const { S3Uri, LocalPath = '/opt/ml/checkpoints' } = this.#job.CheckpointConfig ?? {};
    if (!S3Uri) return undefined;
    const { bucket, key } = parseS3Uri(`${S3Uri.replace(/\/$/, '')}/`);
    const path = join(folder.root, LocalPath.replace(/^\/opt\/ml\/?/, ''));
    return new CheckpointSync(path, { bucket, prefix: key }, access, this.#environment.clock);
  }

  /**
   * Ends the process as SageMaker does when it takes spot capacity back, once for each job. Returns what calls it off.
   */
  #takeAwayLater(process: ConfinedProcess): () => void {
    const { clock, interruptSpotAfterMs } = this.#environment;
    const was = this.#job.SecondaryStatusTransitions?.some(({ Status }) => Status === 'Interrupted');
    if (interruptSpotAfterMs === undefined || was || !this.#job.EnableManagedSpotTraining) return () => {};
    return clock.at(clock.now() + interruptSpotAfterMs, () => {
      this.#isTakenAway = true;
      void process.terminate(GRACE_MS);
    });
  }

  async #train(folder: MlFolder, algorithm: ContainerImage, pipes: readonly ChannelPipe[]): Promise<Exit> {
    const { dataDir, clock, memoryBytes } = this.#environment;
    const job = this.#job;
    const log = openLog(dataDir, 'training-jobs', this.#name);
    const metrics = new MetricScraper(
      job.AlgorithmSpecification?.MetricDefinitions ?? [],
      (why) => log.write(`SageMaker reads no more metrics of this job: ${why}\n`),
      () => this.#showMetrics(metrics),
    );
    this.#signal.throwIfAborted();
    this.#job = { ...job, TrainingStartTime: job.TrainingStartTime ?? new Date(clock.now()) };
    this.#enter('Training', `Training image download completed. Training in progress.${standInNotice(algorithm)}`);
    const process = new ConfinedProcess({
      programs: algorithm,
      entry: 'train',
      mlRoot: folder.root,
      environment: { ...job.Environment, TRAINING_JOB_NAME: this.#name, TRAINING_JOB_ARN: job.TrainingJobArn! },
      memoryBytes,
      onOutput: (chunk) => {
        log.write(chunk);
        metrics.read(chunk, clock.now());
      },
    });
    const runtime = job.StoppingCondition!.MaxRuntimeInSeconds! * 1000;
    const disarm = clock.at(clock.now() + runtime, () => this.#timeout.abort('timeout' satisfies EndReason));
    const keep = this.#takeAwayLater(process);
    const stop = () => void process.terminate(this.#endReason === 'shutdown' ? 0 : GRACE_MS);
    this.#signal.addEventListener('abort', stop);
    const ended = new AbortController();
    const streaming = Promise.all(pipes.map((pipe) => pipe.serve(ended.signal)));
    streaming.catch(() => process.signal('SIGKILL'));
    const exit = await process.exited;
    ended.abort();
    this.#signal.removeEventListener('abort', stop);
    disarm();
    keep();
    await metrics.close();
    this.#job = { ...this.#job, FinalMetricDataList: metrics.last() };
    await log.close();
    await streaming;
    return exit;
  }

  /** As on SageMaker, a running job's description has its metrics so far. */
  #showMetrics(metrics: MetricScraper): void {
    const now = this.#environment.clock.now();
    if (this.#job.SecondaryStatus !== 'Training' || now < this.#metricsShownAt + METRICS_EVERY_MS) return;
    this.#metricsShownAt = now;
    // StopTrainingJob writes the status while the job runs.
    const { TrainingJobStatus } = this.#environment.store.find('training-job', this.#name)!;
    this.#job = { ...this.#job, TrainingJobStatus, FinalMetricDataList: metrics.last() };
    this.#environment.store.put('training-job', this.#name, this.#job);
  }

  /** Writes the next secondary status; the one before ends now. */
  #enter(status: SecondaryStatus, message: string): void {
    const now = new Date(this.#environment.clock.now());
    const transitions = [...(this.#job.SecondaryStatusTransitions ?? [])];
    const last = transitions.pop();
    if (last) transitions.push({ ...last, EndTime: now });
    transitions.push({ Status: status, StartTime: now, StatusMessage: message });
    // StopTrainingJob writes the status while the job runs.
    const stored = this.#environment.store.find('training-job', this.#name)!;
    this.#job = {
      ...this.#job,
      TrainingJobStatus: stored.TrainingJobStatus,
      SecondaryStatus: status,
      SecondaryStatusTransitions: transitions,
      LastModifiedTime: now,
    };
    this.#environment.store.put('training-job', this.#name, this.#job);
  }

  #end(status: TrainingJobStatus, secondary: SecondaryStatus, failureReason?: string): void {
    this.#enter(secondary, failureReason ?? `Training job ${status.toLowerCase()}`);
    const now = new Date(this.#environment.clock.now());
    const seconds = this.#job.TrainingStartTime
      ? Math.round((now.getTime() - this.#job.TrainingStartTime.getTime()) / 1000)
      : 0;
    this.#job = {
      ...this.#job,
      TrainingJobStatus: status,
      TrainingEndTime: now,
      TrainingTimeInSeconds: seconds,
      BillableTimeInSeconds: seconds,
      ...(failureReason && { FailureReason: failureReason.slice(0, 1024) }),
    };
    this.#environment.store.put('training-job', this.#name, this.#job);
  }
}

const standInNotice = ({ standsInFor }: ContainerImage) =>
  standsInFor ? ` On this laptop labelloop's own detector runs in place of the built-in ${standsInFor} (SSD).` : '';

/** What is neither the algorithm's nor the client's fault is ours. */
const withPrefix = (message: string) =>
  /^(Client|ContainerImage)Error:/.test(message) ? message : `InternalServerError: ${message}`;
