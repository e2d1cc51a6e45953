import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeEndpointCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  ListTransformJobsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { DescribeExecutionCommand, ExecutionDoesNotExist, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { DatasetHead } from '../shared/contracts/dataset.ts';
import type { BoxAnnotation } from '../shared/contracts/manifest-line.ts';
import type { Project } from '../shared/contracts/project.ts';
import type { Champion } from '../shared/contracts/training.ts';
import { projectKeys } from '../shared/domain/project/bucket-keys.ts';
import { newProject } from '../shared/domain/project/new-project.ts';
import { MemoryBucket } from './memory-bucket.ts';

const context = { awsRequestId: 'request', functionName: 'test' };
type Handler = (event: unknown, context: never) => Promise<unknown>;

export const NOW = '2026-01-01T12:00:00.000Z';
const EXECUTIONS = 'arn:aws:states:us-east-1:000000000000:execution:label-train-deploy';

/** A box of the class, ten pixels from the left, as wide as `width`. */
export const box = (class_id: number, width = 40): BoxAnnotation => ({
  class_id,
  left: 10,
  top: 10,
  width,
  height: 40,
});

/** The project `birds` with merged datasets, and a SageMaker and Step Functions that know what they are told. */
export class TrainingHarness {
  readonly bucket = new MemoryBucket();
  readonly keys = projectKeys('birds');
  readonly configKey = this.keys.configSnapshot('0123');
  readonly running = new Set<string>();
  /** Names of the executions that timed out. */
  readonly timedOut: string[] = [];
  readonly sageMaker = mockClient(SageMakerClient);
  /** What the training job printed that a failure names. */
  printed: string[] = [];
  readonly #logs = mockClient(CloudWatchLogsClient);
  readonly #stepFunctions = mockClient(SFNClient);
  readonly #log = jest.spyOn(console, 'log').mockImplementation(() => {});
  #head: DatasetHead = { version: 1, writerId: '', head: 0, versions: [] };

  constructor(changes: Partial<Project> = {}) {
    const project = newProject({ project: 'birds', uid: 'abc123', labels: ['owl', 'duck'], taskType: 'bounding-box' });
    this.bucket.put(this.configKey, JSON.stringify({ ...project, ...changes }));
    process.env.BUCKET = this.bucket.name;
    process.env.STATE_MACHINE_ARN = EXECUTIONS.replace(':execution:', ':stateMachine:');
    process.env.ENDPOINT_PREFIX = 'labelloop-dev';
    process.env.TRAINING_ROLE_ARN = 'arn:aws:iam::000000000000:role/training';
    process.env.MODEL_ROLE_ARN = 'arn:aws:iam::000000000000:role/model';
    process.env.DETECTOR_IMAGE = '000000000000.dkr.ecr.us-east-1.amazonaws.com/detector:1';
    this.#stepFunctions.on(DescribeExecutionCommand).callsFake(({ executionArn }) => {
      if (!this.running.has(executionArn)) throw new ExecutionDoesNotExist({ message: executionArn, $metadata: {} });
      return { status: 'RUNNING', input: JSON.stringify(this.executionInput()) };
    });
    this.#stepFunctions.on(ListExecutionsCommand).callsFake(({ statusFilter: status }) => {
      const names = status === 'TIMED_OUT' ? this.timedOut : [];
      return { executions: names.map((name) => ({ executionArn: this.arn(name), name, status })) };
    });
    this.#logs.on(DescribeLogStreamsCommand).callsFake(({ logStreamNamePrefix }) => ({
      logStreams: [{ logStreamName: `${logStreamNamePrefix}algo-1-1` }],
    }));
    this.#logs.on(GetLogEventsCommand).callsFake(({ limit }) => ({
      events: this.printed.slice(-limit).map((message) => ({ message })),
    }));
    this.sageMaker.on(DescribeEndpointCommand).rejects(new Error('Could not find endpoint "arn".'));
    this.sageMaker.on(ListTrainingJobsCommand).resolves({ TrainingJobSummaries: [] });
    this.sageMaker.on(ListTransformJobsCommand).resolves({ TransformJobSummaries: [] });
    this.sageMaker.on(ListTagsCommand).resolves({ Tags: [] });
  }

  restore() {
    this.bucket.restore();
    this.#stepFunctions.restore();
    this.#logs.restore();
    this.sageMaker.restore();
    this.#log.mockRestore();
  }

  arn = (execution: string) => `${EXECUTIONS}:${execution}`;

  executionInput(batchId = 'b000001') {
    return { project: 'birds', uid: 'abc123', mode: 'label', batchId, configKey: this.configKey };
  }

  stepInput(execution: string, now = NOW) {
    return { ...this.executionInput(), executionArn: this.arn(execution), now };
  }

  call<Result>(handler: unknown, event: object): Promise<Result> {
    return (handler as Handler)(event, context as never) as Promise<Result>;
  }

  /** Merges a version: so many train images, and these validation images' boxes. */
  merge(train: number, validation: BoxAnnotation[][], labels = ['owl', 'duck']) {
    const datasetVersion = ++this.#head.head;
    const folder = `b00000${datasetVersion}-aaaa`;
    const before = this.#head.versions.at(-1);
    const added = train + validation.length - (before ? before.train + before.validation : 0);
    this.#head.versions.push({ datasetVersion, folder, batches: {}, train, validation: validation.length, added });
    this.bucket.put(this.keys.datasetHead, JSON.stringify(this.#head));
    const summary = { version: 1, batchId: `b00000${datasetVersion}`, labels, train, validation: validation.length };
    const counts = { boxesPerLabel: {}, imagesWithoutBoxes: 0, humanAnnotated: train, machineAnnotated: 0 };
    this.bucket.put(this.keys.datasetSummary(folder), JSON.stringify({ ...summary, ...counts }));
    const lines = validation.map((annotations, index) =>
      JSON.stringify({
        'source-ref': `s3://${this.bucket.name}/${this.imageKey(index)}`,
        labels: { image_size: [{ width: 100, height: 100, depth: 3 }], annotations },
      }),
    );
    this.bucket.put(this.keys.datasetManifest(folder, 'validation'), lines.map((line) => `${line}\n`).join(''));
    validation.forEach((_, index) => {
      this.bucket.put(this.imageKey(index), `pixels ${index}`);
    });
  }

  imageKey = (index: number) => this.keys.image(String(index).padStart(64, '0'), 'jpg');

  /** What a transform job of the model wrote about each validation image. */
  predict(validationHash: string, model: string, answers: object[]) {
    answers.forEach((answer, index) => {
      const file = this.imageKey(index).split('/').at(-1);
      this.bucket.put(`${this.keys.evaluationPrefix(validationHash, model)}${file}.out`, JSON.stringify(answer));
    });
  }

  promoted(modelName: string, fence = 1, datasetVersion = 1) {
    const champion: Champion = {
      version: 1,
      writerId: 'before',
      fence,
      modelName,
      trainingJobName: modelName,
      datasetVersion,
      endpointName: 'birds',
      endpointConfigName: modelName,
      metric: 'mAP50',
      score: 0.5,
      others: { mAP5095: 0.3 },
      promotedAt: NOW,
    };
    this.bucket.put(this.keys.champion, JSON.stringify(champion));
  }
}
