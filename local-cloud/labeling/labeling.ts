import { randomBytes } from 'node:crypto';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type LabelingEngine, openLabelingEngine } from '../../labeling-engine/engine.ts';
import type { EnginePorts, JobEvent } from '../../labeling-engine/engine-ports.ts';
import { TemplateWorkers } from '../../labeling-engine/render/template-workers.ts';
import { learningJobs } from '../../shared/aws/learning-jobs.ts';
import { presignedGet } from '../../shared/aws/presigned-url.ts';
import { parseS3Uri } from '../../shared/domain/project/s3-uri.ts';
import type { Clock } from '../clock.ts';
import type { BoundAction } from '../wire/api-action.ts';
import type { Keys } from '../wire/keys.ts';
import { ACCOUNT_ID, type AccessLog, REGION, type WireService } from '../wire/service.ts';
import { asAwsErrors, labelingActions } from './actions.ts';
import { EngineObjects } from './engine-objects.ts';
import { humanLoopService } from './human-loop-service.ts';
import { type AssistantOptions, SittingAssistant } from './sitting-assistant.ts';

export interface LabelingOptions {
  clock: Clock;
  keys: Keys;
  /** The wire's URL. Asked at `start`: by then S3 must answer there. */
  endpoint(): string;
  /** The data bucket. */
  bucket: string;
  /** Calls a function and gives its answer. @throws when the function fails */
  invokeLambda(arn: string, payload: unknown): Promise<unknown>;
  accessLog: AccessLog;
  /** `host:port` values that the portal is reached under. */
  portalHosts(): string[];
  /** Our own hooks' ARNs, which Ground Truth's built-in ones stand for. */
  builtInHooks: EnginePorts['builtInHooks'];
  /** The image that jobs with automatic labeling learn with; without one they are refused. */
  learningImage?: string;
  /** Whether what people draw is learned while they draw (`SittingAssistant`). */
  learnsWhileLabeling?: boolean;
  /** Seconds that an answer can be reopened at least. Default 10; 0 where only machines work. */
  reopenSeconds?: number;
  /** @param principal in whose name the engine tells it */
  onEvent?(event: JobEvent, principal: string): void | Promise<void>;
  onLog?(line: string): void;
}

export interface Labeling {
  /** Actions of the laptop's SageMaker; they may be called once `start` has been. */
  actions: readonly BoundAction[];
  /** Augmented AI's runtime, among the laptop's SageMaker too. */
  humanLoops: WireService;
  /** The worker API (`labeling-engine/worker-api.md`), to be mounted at the portal's root. */
  app: ReturnType<LabelingEngine['workerApi']>;
  /** Invites a person; the answer's `invitation` belongs into the portal's one-time link. @throws AwsError */
  invite(name: string, workteamArn: string): Promise<{ invitation: string; workerId: string; expiresAt: number }>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const REOPEN_SECONDS = 10;
const ASSISTANT_URL_SECONDS = 3600;
/** Its calls are held against the roles of the engine's functions on AWS. */
const PRINCIPAL = 'labeling-engine';

/** The labeling engine on the laptop: state and files in the laptop's S3, hooks in the laptop's Lambda. */
export function openLabeling(options: LabelingOptions): Labeling {
  const { clock } = options;
  const key = options.keys.forPrincipal(PRINCIPAL);
  let connected: EngineObjects | undefined;
  const objects = () => {
    connected ??= new EngineObjects({
      endpoint: options.endpoint(),
      region: REGION,
      credentials: key,
      bucket: options.bucket,
    });
    return connected;
  };
  let learner: SageMakerClient | undefined;
  const sageMaker = () => {
    learner ??= new SageMakerClient({
      endpoint: options.endpoint(),
      region: REGION,
      credentials: key,
      maxAttempts: 5,
    });
    return learner;
  };
  const assistant = options.learnsWhileLabeling ? new SittingAssistant(assistantOptions(options)) : undefined;
  const engine = openLabelingEngine({
    storage: {
      get: (name) => objects().get(name),
      create: (name, text) => objects().create(name, text),
      replaceIf: (name, text, etag) => objects().replaceIf(name, text, etag),
      list: (prefix) => objects().list(prefix),
    },
    files: {
      read: (uri) => objects().read(uri),
      readBytes: (uri) => objects().readBytes(uri),
      write: (uri, text, contentType) => objects().write(uri, text, contentType),
      hasBucket: (bucket) => objects().hasBucket(bucket),
    },
    invokeHook(arn, payload) {
      options.accessLog.record({ principal: PRINCIPAL, action: 'lambda:InvokeFunction', resource: arn });
      return options.invokeLambda(arn, payload);
    },
    signUrl: (uri, seconds) => presignedGet(objects().client, parseS3Uri(uri), seconds),
    emit: async (event) => options.onEvent?.(event, PRINCIPAL),
    ...(assistant && { answered: (answer) => assistant.answered(answer) }),
    now: () => clock.now(),
    wait: (until, signal) => waitUntil(clock, until, signal),
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    renderer: new TemplateWorkers(new URL('../../labeling-engine/render/render-thread.ts', import.meta.url)),
    log: (message, fields) => options.onLog?.(`${message} ${JSON.stringify(fields)}`),
    account: { accountId: ACCOUNT_ID, region: REGION },
    dataBucket: options.bucket,
    portalHost: () => options.portalHosts()[0]!,
    builtInHooks: options.builtInHooks,
    ...(options.learningImage && { learning: { image: options.learningImage, ...learningJobs(sageMaker) } }),
    mayLearn: options.learningImage !== undefined,
    reopenSeconds: options.reopenSeconds ?? REOPEN_SECONDS,
    exclusive: true,
  });
  return {
    actions: labelingActions(engine.actions, options.accessLog),
    humanLoops: humanLoopService(engine.actions, options.accessLog),
    app: engine.workerApi({
      allowedHosts: options.portalHosts,
      addressOf: (context) => getConnInfo(context).remote.address ?? '',
    }),
    async invite(name, workteamArn) {
      const invited = await asAwsErrors(() =>
        engine.actions.InviteWorker({ WorkerName: name, WorkteamArn: workteamArn }),
      );
      const { Invitation, WorkerId, ExpiresAt } = invited as { Invitation: string; WorkerId: string; ExpiresAt: Date };
      return { invitation: Invitation, workerId: WorkerId, expiresAt: ExpiresAt.getTime() };
    },
    start: () => engine.start(),
    async stop() {
      await engine.stop();
      await assistant?.stop();
      connected?.client.destroy();
      learner?.destroy();
    },
  };
}

/** It works in the name of the person whose machine this is: on AWS nobody does its work. */
function assistantOptions({ keys, endpoint, bucket, onLog }: LabelingOptions): AssistantOptions {
  let opened: EngineObjects | undefined;
  const objects = () => {
    opened ??= new EngineObjects({
      endpoint: endpoint(),
      region: REGION,
      credentials: keys.forPrincipal('user'),
      bucket,
    });
    return opened;
  };
  return {
    objects: {
      read: (key) => objects().find(key),
      replaceIf: (key, text, etag) => objects().replaceObject(key, text, etag),
      signUrl: (key) => presignedGet(objects().client, { bucket, key }, ASSISTANT_URL_SECONDS),
      readUri: (uri) => objects().read(uri),
    },
    log: (line) => onLog?.(line),
  };
}

function waitUntil(clock: Clock, until: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const cancel = Number.isFinite(until) ? clock.at(until, resolve) : () => {};
    const end = () => {
      cancel();
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
  });
}
