import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { ALGORITHMS } from '../algorithms/algorithms.ts';
import { buildFunctions } from '../build.mjs';
import { openAccessLog } from './access/access-log-file.ts';
import { policiesOf } from './access/judge-access.ts';
import { isAllowed } from './access/policy.ts';
import { type Clock, realClock } from './clock.ts';
import { openCloudFormation } from './cloudformation/open-cloudformation.ts';
import { Builds } from './codebuild/builds.ts';
import { codeBuildService } from './codebuild/codebuild-service.ts';
import { startConsole } from './console/console.ts';
import { claimDataFolder } from './data-folder.ts';
import { DiskFullError, isDiskFull } from './disk/disk-full.ts';
import { ecrService } from './ecr/ecr-service.ts';
import { openEventBus } from './event-bridge/event-bus.ts';
import { openLabeling } from './labeling/labeling.ts';
import { CodeFolders } from './lambda/code-folders.ts';
import { functionArn } from './lambda/function-definition.ts';
import { openLambda } from './lambda/lambda.ts';
import { queuedEvent } from './lambda/queued-event.ts';
import { logsService } from './logs/logs-service.ts';
import { ensureOwnWorkteam, OWN_WORKTEAM_ARN } from './own-workteam.ts';
import { openPortal } from './portal.ts';
import { openRekognition } from './rekognition/open-rekognition.ts';
import { openS3 } from './s3/open-s3.ts';
import { SAMPLE_FILES_OWNER, withSampleFiles } from './s3/sample-files.ts';
import { endpointAlarms } from './sagemaker/endpoints/endpoint-alarms.ts';
import { openSageMaker } from './sagemaker/open-sagemaker.ts';
import { openSdkIntegration } from './sdk-integration.ts';
import { serviceQuotasService } from './service-quotas/service-quotas-service.ts';
import { openStepFunctions } from './step-functions/open-step-functions.ts';
import { stsService } from './sts/sts.ts';
import { matchesPattern, readLaptopTemplate } from './template/laptop-template.ts';
import { readStack } from './template/stack.ts';
import { deployedTemplate, WhatRuns } from './what-runs.ts';
import { asAwsError } from './wire/aws-error.ts';
import { openKeys } from './wire/keys.ts';
import { listenWire } from './wire/server.ts';
import { REGION, type WireServices } from './wire/service.ts';

const FIRST_PORT = 4566;
const root = resolve(import.meta.dirname, '..');

export interface CloudOptions {
  /** Everything the laptop cloud keeps. */
  dataDir: string;
  /** The API's port, which must be free; 0 = any. Default: the first free one from 4566. */
  port?: number;
  clock?: Clock;
  /** Seconds that an answer can be reopened at least. Default 10; 0 where only machines work. */
  reopenSeconds?: number;
  /** Takes the machine of each spot training away once, after so many seconds of training. */
  interruptSpotSeconds?: number;
  /** MB that one container may hold. Default: three quarters of the machine's. */
  containerMemoryMb?: number;
  /**
   * An AWS account in which nothing stands: no bucket, function or state machine until a stack that is deployed to the
   * laptop's CloudFormation has them.
   */
  empty?: boolean;
  /** Goes on over a damaged S3 index with what it names; other stored bytes are moved aside. */
  setAside?: boolean;
  onLog?: (line: string) => void;
  /** Is told what the start is at, for people who wait. */
  onStart?: (what: string) => void;
}

export interface Cloud {
  /** Where AWS clients go. */
  endpoint: string;
  /** A link that signs in. */
  consoleUrl: string;
  portalUrl: string;
  bucket: string;
  /** The person's own key. */
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Invites a worker to the laptop's own team; gives the one-time invitation that the portal takes. */
  invite(name: string): Promise<string>;
  /** Ends every process. What runs goes on after the next start on the same folder, as after a crash. */
  stop(): Promise<void>;
}

/**
 * S3, Lambda, Step Functions, SageMaker with the labeling engine, and the pages, all on loopback, wired as
 * `serverless.yml` says.
 * @throws DataFolderBusyError when the folder has a running cloud
 * @throws DiskFullError when there is no room to start
 * @throws IndexNotWholeError when S3's index and its stored bytes are not of one time
 * @throws PortTakenError when another program has the port that was asked for
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  try {
    return await openCloud(options);
  } catch (error) {
    throw isDiskFull(error) ? new DiskFullError(resolve(options.dataDir), error) : error;
  }
}

async function openCloud(options: CloudOptions): Promise<Cloud> {
  // What was opened is closed in reverse, also when a later part fails to open.
  await using opened = new AsyncDisposableStack();
  const folder = claimDataFolder(options.dataDir);
  opened.defer(() => folder.release());
  const dataDir = folder.path;
  const { clock = realClock, onLog = () => {}, onStart = () => {} } = options;
  onStart('building the functions');
  await buildFunctions();
  const template = readLaptopTemplate(root);
  const { bucket, stateMachine } = template;
  const what = new WhatRuns();
  const policies = policiesOf(readStack(root));
  const keys = openKeys(dataDir);
  const accessLog = openAccessLog(join(dataDir, 'access.jsonl'));

  onStart('opening the bucket');
  const s3 = openS3({
    dataDir,
    clock,
    accessLog,
    notifications: what.notifications,
    setAside: options.setAside === true,
    onNotice: onLog,
    deliver: async (functionName, event) => {
      const queueArn = what.notifications.find((one) => one.functionName === functionName)?.queueArn;
      await lambda.call(functionName, queueArn ? queuedEvent(event, queueArn, clock.now()) : event, 'event');
    },
    mayList: (principal, name) => {
      const statements = policies.get(principal);
      // Who looks for an object that is not there relies on this permission: without it, S3 answers 403.
      const access = { principal, action: 's3:ListBucket', resource: `arn:aws:s3:::${name}` };
      accessLog.record(access);
      return !statements || isAllowed(statements, access);
    },
  });
  opened.defer(() => s3.stop());
  if (!options.empty) await s3.createBucket(bucket, template.corsRules);

  // Listens before all services are there: they need its address, and nobody else knows it yet.
  const firstPort = options.port ?? FIRST_PORT;
  const services: Partial<WireServices> = {
    s3: withSampleFiles(s3.service, {
      createBucket: s3.createBucket,
      endpoint: () => wire.endpoint,
      credentials: keys.forPrincipal(SAMPLE_FILES_OWNER),
      draw: async (count) =>
        (await import('../examples/sample-images/generate.ts')).generateSampleImages({ seed: 7, set: 'drop', count }),
    }),
    sts: stsService(accessLog),
    logs: logsService(dataDir, accessLog),
  };
  const wire = await listenWire({ services, keys, port: firstPort, exactly: options.port !== undefined });
  opened.defer(() => wire.close());
  const endpoint = () => wire.endpoint;

  const builds = new Builds(dataDir);
  const code = new CodeFolders(dataDir);
  const stacks = openCloudFormation({
    ...{ dataDir, clock, keys, endpoint, accessLog, code },
    forgetImages: (repository) => builds.forgetImages(repository),
    onSettled: () => options.empty && what.replace(deployedTemplate(stacks.stacks(), code), runners()),
  });
  opened.defer(() => stacks.stop());
  services.cloudformation = stacks.service;
  services.servicequotas = serviceQuotasService(accessLog);
  services.codebuild = codeBuildService(
    {
      builds,
      now: () => clock.now(),
      findProject: (name) => stacks.findResource('AWS::CodeBuild::Project', name),
      readObject: stacks.readObject,
    },
    accessLog,
  );
  services.ecr = ecrService(
    {
      hasRepository: (name) => stacks.findResource('AWS::ECR::Repository', name) !== undefined,
      tags: builds.tags,
    },
    accessLog,
  );

  const { functions } = template;
  const lambda = await openLambda({ functions, keys, clock, accessLog, endpoint, dataDir });
  opened.defer(() => lambda.stop());
  services.lambda = lambda.service;

  const deliver = async (event: object) => {
    for (const { pattern, functionName } of what.rules)
      if (matchesPattern(pattern, { ...event })) await lambda.invoke(functionName, event, 'Event');
  };
  const bus = openEventBus({ accessLog, now: () => clock.now(), deliver });
  services.events = bus.service;

  onStart("opening the workers' pages");
  const portal = await openPortal(() => labeling.app, endpoint, firstPort && wire.port + 1);
  opened.defer(() => portal.stop());
  const ownImage = functions.find(({ principal }) => principal === 'sweep-labeling-jobs')!.environment.DETECTOR_IMAGE!;
  const hook = (name: string) => functionArn(functions.find(({ principal }) => principal === name)!.name);
  const labeling = openLabeling({
    clock,
    keys,
    endpoint,
    bucket,
    accessLog,
    invokeLambda: (arn, payload) => lambda.call(arn, payload),
    portalHosts: portal.hosts,
    learningImage: ownImage,
    builtInHooks: { preAnnotation: hook('pre-annotation'), consolidation: hook('consolidate-annotations') },
    ...(options.reopenSeconds !== undefined && { reopenSeconds: options.reopenSeconds }),
    learnsWhileLabeling: options.reopenSeconds !== 0,
    onEvent: bus.put,
    onLog,
  });
  opened.defer(() => labeling.stop());

  const builtIns = Object.keys(ALGORITHMS).filter((name) => ALGORITHMS[name]!.standsIn);
  onStart('opening trainings and endpoints');
  const sageMaker = openSageMaker({
    dataDir,
    clock,
    accessLog,
    keys,
    endpoint,
    algorithms: {
      repositories: { [template.detectorRepository]: join(root, 'algorithms', 'container') },
      standIns: Object.fromEntries(builtIns.map((name) => [name, join(root, 'algorithms', name)])),
      boundIn: dataDir,
    },
    ...(options.interruptSpotSeconds !== undefined && { interruptSpotAfterMs: options.interruptSpotSeconds * 1000 }),
    ...(options.containerMemoryMb !== undefined && { memoryBytes: options.containerMemoryMb * 2 ** 20 }),
    labelingActions: labeling.actions,
    humanLoops: labeling.humanLoops,
    endpointAlarms: endpointAlarms(readStack(root)),
  });
  opened.defer(() => sageMaker.stop());
  services.sagemaker = sageMaker.service;

  const rekognition = openRekognition({ dataDir, clock, keys, accessLog, endpoint, image: ownImage });
  opened.defer(() => rekognition.stop());
  services.rekognition = rekognition.service;

  const sdk = openSdkIntegration(wire.endpoint, keys.forPrincipal(stateMachine.name));
  opened.defer(() => sdk.close());
  const stepFunctions = openStepFunctions({
    dataDir,
    clock,
    accessLog,
    invokeLambda: (arn, payload) => lambda.call(arn, payload),
    callSdk: sdk.call,
    onStatusChange: deliver,
  });
  opened.defer(() => stepFunctions.stop());
  services.states = stepFunctions.service;

  onStart('building the console');
  const operatorConsole = await startConsole({
    token: consoleToken(keys.forPrincipal('console-page').secretAccessKey),
    port: firstPort && wire.port + 3,
    bucket,
    stateMachineArn: stateMachine.arn,
    portalUrl: portal.url,
    letters: { dataDir },
    environment: consoleEnvironment(wire.endpoint, keys.forPrincipal('console')),
  });
  opened.defer(() => operatorConsole.stop());

  // A firing that the full disk did not take is left out: the next one looks for all that is due.
  const fire = (functionName: string, event: object) =>
    void lambda.invoke(functionName, event, 'Event').catch((error) => onLog(asAwsError(error).message));
  const runners = () => ({ clock, lambda, stepFunctions, fire });

  // From here on things move: first what others wait for.
  onStart('going on with what ran');
  if (!options.empty) await labeling.start();
  const { accessKeyId, secretAccessKey } = keys.forPrincipal('user');
  const credentials = { accessKeyId, secretAccessKey };
  if (!options.empty) await ensureOwnWorkteam(wire.endpoint, credentials);
  what.replace(options.empty ? deployedTemplate(stacks.stacks(), code) : template, runners());
  opened.defer(() => what.stop());
  lambda.start();
  sageMaker.start();
  s3.start();
  stepFunctions.start();
  stacks.start();

  const consoleUrl = operatorConsole.url;
  const running = { endpoint: wire.endpoint, consoleUrl, portalUrl: portal.url, bucket, credentials };
  folder.announce({ pid: process.pid, region: REGION, ...running });
  const parts = opened.move();
  return {
    ...running,
    invite: async (name) => (await labeling.invite(name, OWN_WORKTEAM_ARN)).invitation,
    stop: () => parts.disposeAsync(),
  };
}

/** The same after each start: links to the console stay good. */
const consoleToken = (secret: string) =>
  createHash('sha256').update(`console ${secret}`).digest('base64url').slice(0, 32);

/** The console is an ordinary client with a key of its own. */
const consoleEnvironment = (endpoint: string, key: { accessKeyId: string; secretAccessKey: string }) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: key.accessKeyId,
  AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
});
