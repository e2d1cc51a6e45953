import type { Clock } from '../../local-cloud/clock.ts';
import {
  prepareTrainingInputSchema,
  promoteModelInputSchema,
  recordFailureInputSchema,
  releaseTrainingInputSchema,
  scoreModelInputSchema,
  smokeTestInputSchema,
  stepInputSchema,
} from '../../shared/contracts/workflow-state.ts';

export const named = (name: string, message = name) => Object.assign(new Error(message), { name });

const SCHEMAS = {
  PreparePreLabels: stepInputSchema,
  StartLabelingJob: stepInputSchema,
  DescribeLabelingJob: stepInputSchema,
  MergeLabels: stepInputSchema,
  ClaimTraining: stepInputSchema,
  PrepareTraining: prepareTrainingInputSchema,
  ScoreModel: scoreModelInputSchema,
  SmokeTest: smokeTestInputSchema,
  PromoteModel: promoteModelInputSchema,
  ReleaseTraining: releaseTrainingInputSchema,
  RecordFailure: recordFailureInputSchema,
};
export type LambdaState = keyof typeof SCHEMAS;

/** `${MergeLabelsFunctionArn}` stays as it is in tests: the name is in it. */
const stateOf = (functionArn: string) => /\$\{(\w+)FunctionArn\}/.exec(functionArn)![1] as LambdaState;

export const OWNER_TAGS = [{ Key: 'labelloop:project', Value: 'birds' }];

interface Job {
  request: Record<string, unknown>;
  createdAt: number;
}

const channel = (s3Uri: string) => ({ DataSource: { S3DataSource: { S3Uri: s3Uri } } });

export const transformPlan = (modelName: string, images = 's3://b/images.json') => ({
  transformJobName: `${modelName}-t`,
  modelName,
  request: { TransformJobName: `${modelName}-t`, ModelName: modelName, TransformInput: channel(images) },
});

/** Lambdas and SageMaker as the state machine sees them, by the clock. Tests replace what they are about. */
export class SimulatedAws {
  readonly clock: Clock;
  /** Names of the calls, in order. */
  readonly calls: string[] = [];
  readonly payloads: Array<{ state: LambdaState; payload: Record<string, unknown> }> = [];
  readonly jobs = new Map<string, Job>();
  endpoint: { config: string; target: string; settlesAt: number; failed: boolean } | undefined;
  /** What ScoreModel says of how requests move; undefined: nothing. */
  deploymentConfig: Record<string, unknown> | undefined;
  /** Requests of UpdateEndpoint. */
  readonly updates: Array<Record<string, unknown>> = [];
  /** What the endpoint was created with. */
  endpointTags: unknown;
  labelingMs = 20_000;
  labeling: Record<string, unknown> = { status: 'Completed', usable: true };
  trainingEnd: (name: string) => Record<string, unknown> = () => ({ TrainingJobStatus: 'Completed' });
  transformEnd: (name: string) => Record<string, unknown> = () => ({ TransformJobStatus: 'Completed' });
  /** An update to this config is rolled back, a creation with it fails. */
  brokenConfig = '';
  answers: Partial<Record<LambdaState, (payload: Record<string, unknown>, count: number) => unknown>> = {};
  /** Errors that the next calls of an SDK action meet, before they do anything. */
  refusals: Record<string, Error[]> = {};
  /** Errors that the next calls of an SDK action meet after they did their work: lost answers. */
  lostAnswers: Record<string, Error[]> = {};

  constructor(clock: Clock) {
    this.clock = clock;
  }

  count = (call: string) => this.calls.filter((other) => other === call).length;

  lambda = (functionArn: string, payload: Record<string, unknown>): unknown => {
    const state = stateOf(functionArn);
    this.calls.push(state);
    this.payloads.push({ state, payload: SCHEMAS[state].parse(payload) });
    const own = this.answers[state]?.(payload, this.count(state));
    return own ?? this.#defaults(payload)[state];
  };

  #defaults(payload: Record<string, unknown>): Record<LambdaState, unknown> {
    const model = `m-v${payload.datasetVersion}-r${payload.redriveCount}a${payload.attempt}`;
    const started = Date.parse(String(this.payloads.find(({ state }) => state === 'StartLabelingJob')?.payload.now));
    return {
      PreparePreLabels: { transforms: [] },
      StartLabelingJob: { labelingJobName: 'job' },
      DescribeLabelingJob:
        this.clock.now() - started < this.labelingMs
          ? { status: 'InProgress', settled: false, usable: false, totalLabeled: 0, unlabeled: 9, reason: '' }
          : { settled: true, totalLabeled: 9, unlabeled: 0, reason: 'why', ...this.labeling },
      MergeLabels: { datasetVersion: 1, newLabels: 9, requeued: 0, needsAttention: 0, train: 7, validation: 2 },
      ClaimTraining: { decision: 'train', reason: 'because', fence: 1, datasetVersion: 1 },
      PrepareTraining: {
        trainingJobName: model,
        trainingRequest: {
          TrainingJobName: model,
          InputDataConfig: [channel('s3://b/train.json'), channel('s3://b/validation.json')],
        },
        modelName: model,
        modelRequest: { ModelName: model, PrimaryContainer: { Image: 'detector' } },
        validationHash: 'abc',
        transforms: [transformPlan(model)],
        championModelName: null,
      },
      ScoreModel: {
        decision: 'deploy',
        reason: 'better',
        metric: 'mAP50',
        score: 0.9,
        others: { mAP5095: 0.6 },
        endpointName: 'endpoint',
        endpointTags: OWNER_TAGS,
        endpointConfigName: payload.modelName,
        endpointConfigRequest: {
          EndpointConfigName: payload.modelName,
          ProductionVariants: [{ ModelName: payload.modelName }],
        },
        ...(this.deploymentConfig && { deploymentConfig: this.deploymentConfig }),
        previousEndpointConfigName: this.endpoint?.config ?? null,
        smokeTestKey: 'smoke.json',
        approval: 'automatic',
        modelPackageGroupRequest: { ModelPackageGroupName: 'group' },
        modelPackageRequest: { ModelPackageGroupName: 'group', InferenceSpecification: {}, ClientToken: 'token' },
      },
      SmokeTest: { matched: 1, expected: 1 },
      PromoteModel: { promoted: true },
      ReleaseTraining: { again: false, datasetVersion: 1 },
      RecordFailure: null,
    };
  }

  /** What was registered, and what people say of it. */
  registered: Record<string, unknown> | undefined;
  approvals: Array<{ ModelApprovalStatus: string; ApprovalDescription?: string }> = [];

  #registry(action: string, args: Record<string, unknown>): unknown {
    switch (action) {
      case 'createModelPackage':
        this.registered = args;
        return { ModelPackageArn: 'arn:package' };
      case 'describeModelPackage':
        return this.approvals.shift() ?? { ModelApprovalStatus: 'PendingManualApproval' };
      case 'updateModelPackage':
        this.approvals.push({ ModelApprovalStatus: String(args.ModelApprovalStatus) });
        return {};
      default:
        return {};
    }
  }

  sdk = (action: string, args: Record<string, unknown>): unknown => {
    this.calls.push(action);
    const refusal = this.refusals[action]?.shift();
    if (refusal) throw refusal;
    const result = this.#sageMaker(action, args);
    const lost = this.lostAnswers[action]?.shift();
    if (lost) throw lost;
    return { $metadata: { httpStatusCode: 200 }, ...(result as object) };
  };

  #sageMaker(action: string, args: Record<string, unknown>): unknown {
    if (/ModelPackage/.test(action)) return this.#registry(action, args);
    if (/Endpoint$/.test(action)) return this.#endpoint(action, args);
    const kind = action.replace(/^(create|describe)/, '');
    const name = String(args[`${kind}Name`]);
    const key = `${kind}/${name}`;
    const job = this.jobs.get(key);
    if (action.startsWith('create')) {
      if (job) throw named('ResourceInUse', `${key} already exists`);
      this.jobs.set(key, { request: args, createdAt: this.clock.now() });
      return {};
    }
    if (!job) throw named('ValidationException', `Requested resource not found: ${key}`);
    if (kind === 'TrainingJob') {
      const isOver = this.clock.now() - job.createdAt > 60_000;
      const end = {
        SecondaryStatus: 'Over',
        ModelArtifacts: { S3ModelArtifacts: `s3://b/${name}/model.tar.gz` },
        ...this.trainingEnd(name),
      };
      return { ...job.request, ...(isOver ? end : { TrainingJobStatus: 'InProgress', SecondaryStatus: 'Training' }) };
    }
    if (kind === 'TransformJob') {
      const isOver = this.clock.now() - job.createdAt > 5_000;
      return { ...job.request, ...(isOver ? this.transformEnd(name) : { TransformJobStatus: 'InProgress' }) };
    }
    return job.request;
  }

  #endpoint(action: string, args: Record<string, unknown>): unknown {
    const { endpoint } = this;
    const now = this.clock.now();
    const target = String(args.EndpointConfigName);
    if (action === 'createEndpoint') {
      if (endpoint) throw named('ValidationException', 'Cannot create already existing endpoint');
      this.endpointTags = args.Tags;
      this.endpoint = { config: target, target, settlesAt: now + 20_000, failed: target === this.brokenConfig };
      return {};
    }
    if (!endpoint)
      throw named('ValidationException', 'Could not find endpoint "arn:aws:sagemaker:…:endpoint/endpoint".');
    if (action === 'deleteEndpoint') {
      this.endpoint = undefined;
      return {};
    }
    if (action === 'updateEndpoint') {
      this.updates.push(args);
      Object.assign(endpoint, { target, settlesAt: now + 20_000 });
      return {};
    }
    const isMoving = now < endpoint.settlesAt;
    if (!isMoving && endpoint.target !== this.brokenConfig) endpoint.config = endpoint.target;
    const settled = endpoint.failed ? 'Failed' : 'InService';
    return {
      EndpointStatus: isMoving ? 'Updating' : settled,
      EndpointConfigName: endpoint.config,
      ...(!isMoving && endpoint.target === this.brokenConfig && { FailureReason: 'the alarm went off' }),
      CreationTime: new Date(now),
    };
  }
}
