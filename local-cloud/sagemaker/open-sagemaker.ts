import { HUMAN_LOOPS_PATH } from '../../labeling-engine/human-loops/rest-calls.ts';
import type { Clock } from '../clock.ts';
import { type BoundAction, bindActions } from '../wire/api-action.ts';
import { jsonService } from '../wire/json-protocol.ts';
import type { Keys } from '../wire/keys.ts';
import { restJsonService } from '../wire/rest-json-protocol.ts';
import { type AccessLog, REGION, type WireService } from '../wire/service.ts';
import type { SageMakerContext } from './action.ts';
import { SAGEMAKER_ACTIONS, SAGEMAKER_RUNTIME_ACTIONS } from './actions.ts';
import type { ContainerImages } from './container/container-images.ts';
import { machineLimit } from './container/memory-limit.ts';
import { ObjectAccess } from './container/object-access.ts';
import { DataCapture } from './endpoints/data-capture.ts';
import type { EndpointAlarm } from './endpoints/endpoint-alarms.ts';
import { EndpointFleet } from './endpoints/endpoint-fleet.ts';
import { runProcessingJob } from './jobs/processing-job-run.ts';
import { RunningJobs } from './jobs/running-jobs.ts';
import { type JobEnvironment, TrainingJobRun } from './jobs/training-job-run.ts';
import { runTransformJob } from './jobs/transform-job-run.ts';
import { checkLimits } from './request-limits.ts';
import { ResourceStore } from './resource-store.ts';

export interface SageMakerOptions {
  dataDir: string;
  clock: Clock;
  accessLog: AccessLog;
  keys: Keys;
  /** The wire's URL: where jobs find S3. Asked when a job needs it. */
  endpoint(): string;
  algorithms: ContainerImages;
  /** What a container may hold in memory. Default: three quarters of the machine's. */
  memoryBytes?: number;
  /** Takes the machine of each spot training away once, after so many ms of training. */
  interruptSpotAfterMs?: number;
  /** The labeling engine's actions, which are SageMaker's too. */
  labelingActions: readonly BoundAction[];
  /** The template's alarms that updates of endpoints may go back by. */
  endpointAlarms?: readonly EndpointAlarm[];
  /** Augmented AI's runtime, which the labeling engine is too. */
  humanLoops?: WireService;
}

export interface SageMaker {
  service: WireService;
  /** Goes on with the jobs and endpoints of the last run; S3 must answer by now. */
  start(): void;
  /** Ends every process; jobs stay as they are and go on after the next start. */
  stop(): Promise<void>;
}

/** The laptop's SageMaker: the control plane (JSON 1.1) and InvokeEndpoint, over containers as confined processes. */
export function openSageMaker(options: SageMakerOptions): SageMaker {
  const { dataDir, clock, accessLog, keys, algorithms } = options;
  const store = new ResourceStore(dataDir);
  const accesses = new Map<string, ObjectAccess>();
  const accessAs = (principal: string) => {
    const known = accesses.get(principal);
    if (known) return known;
    const { accessKeyId, secretAccessKey } = keys.forPrincipal(principal);
    const access = new ObjectAccess(options.endpoint(), REGION, { accessKeyId, secretAccessKey });
    accesses.set(principal, access);
    return access;
  };
  const { memoryBytes = machineLimit() } = options;
  const environment: JobEnvironment = {
    dataDir,
    clock,
    store,
    algorithms,
    memoryBytes,
    accessAs,
    clientVariables(principal) {
      const { accessKeyId, secretAccessKey } = keys.forPrincipal(principal);
      return {
        AWS_ENDPOINT_URL: options.endpoint(),
        AWS_REGION: REGION,
        AWS_DEFAULT_REGION: REGION,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      };
    },
    ...(options.interruptSpotAfterMs !== undefined && { interruptSpotAfterMs: options.interruptSpotAfterMs }),
  };
  const context: SageMakerContext = {
    store,
    clock,
    algorithms,
    trainingJobs: new RunningJobs(clock, (name, signal) => new TrainingJobRun(environment, name, signal).run()),
    transformJobs: new RunningJobs(clock, (name, signal) => runTransformJob(environment, name, signal)),
    processingJobs: new RunningJobs(clock, (name, signal) => runProcessingJob(environment, name, signal)),
    endpoints: new EndpointFleet(environment, options.endpointAlarms),
    captures: new DataCapture(clock, accessAs),
  };
  const controlPlane = jsonService({
    contentType: 'application/x-amz-json-1.1',
    targetPrefix: 'SageMaker',
    actions: [...bindActions(SAGEMAKER_ACTIONS, context, accessLog), ...options.labelingActions],
    check: checkLimits,
  });
  const runtime = restJsonService('SageMaker runtime', bindActions(SAGEMAKER_RUNTIME_ACTIONS, context, accessLog));
  return {
    service(request, response) {
      if (request.rawPath.startsWith('/endpoints/')) return runtime(request, response);
      const isLoop = options.humanLoops && request.rawPath.startsWith(HUMAN_LOOPS_PATH);
      return isLoop ? options.humanLoops!(request, response) : controlPlane(request, response);
    },
    start() {
      for (const job of store.all('training-job')) {
        if (isUnsettled(job.TrainingJobStatus)) context.trainingJobs.start(job.TrainingJobName!);
      }
      for (const job of store.all('transform-job')) {
        if (isUnsettled(job.TransformJobStatus)) context.transformJobs.start(job.TransformJobName!);
      }
      for (const job of store.all('processing-job')) {
        if (isUnsettled(job.ProcessingJobStatus)) context.processingJobs.start(job.ProcessingJobName!);
      }
      context.endpoints.start();
    },
    async stop() {
      await Promise.all([
        context.trainingJobs.shutdown(),
        context.transformJobs.shutdown(),
        context.processingJobs.shutdown(),
        context.endpoints.shutdown(),
      ]);
      await context.captures.shutdown();
      for (const access of accesses.values()) access.close();
      store.close();
    },
  };
}

const isUnsettled = (status: string | undefined) => status === 'InProgress' || status === 'Stopping';
