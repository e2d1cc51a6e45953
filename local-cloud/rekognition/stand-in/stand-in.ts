import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DescribeEndpointCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import sharp from 'sharp';
import { ALGORITHMS } from '../../../algorithms/algorithms.ts';
import { learningJobs } from '../../../shared/aws/learning-jobs.ts';
import { s3Uri } from '../../../shared/domain/project/s3-uri.ts';
import { ALGORITHM_VARIABLE } from '../../../shared/domain/training/algorithm.ts';
import { ObjectAccess } from '../../sagemaker/container/object-access.ts';
import { REGION } from '../../wire/service.ts';
import type { CustomLabelsStore, StoredVersion } from '../custom-labels-store.ts';
import { judgeVersion } from './judge-version.ts';
import { labeledImages, testable, whatToLearn } from './labeled-images.ts';
import { type SeenLabel, seenLabels } from './seen-labels.ts';
import { versionFolder } from './version-folder.ts';
import { writeSide } from './write-side.ts';

/** Who the stand-in is towards S3 and SageMaker. */
export const STAND_IN_ROLE = 'rekognition-stand-in';
const ROLE_ARN = `arn:aws:iam::000000000000:role/${STAND_IN_ROLE}`;
const INSTANCE = 'ml.m5.xlarge';

/** What a status of Rekognition stands for, and what there is to say of it. */
export interface VersionStanding {
  status:
    | 'TRAINING_IN_PROGRESS'
    | 'TRAINING_COMPLETED'
    | 'TRAINING_FAILED'
    | 'STARTING'
    | 'RUNNING'
    | 'STOPPING'
    | 'STOPPED'
    | 'FAILED';
  message: string;
}

/** What a version is of. */
type Learned = Pick<StoredVersion, 'kind' | 'labels' | 'trainImages' | 'testImages'>;

export interface StandInOptions {
  store: CustomLabelsStore;
  /** The wire's URL: asked when it is needed. */
  endpoint(): string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** URI of labelloop's own image. */
  image: string;
  now(): number;
}

const OURS = "labelloop's own model on this laptop stands in for Rekognition Custom Labels";

/**
 * Trains and answers in the place of Rekognition Custom Labels: labelloop's own detector or classifier, as jobs and
 * endpoints of the laptop's SageMaker. Nothing waits here: each question moves a version on, and a crash costs nothing
 * but another question.
 */
export class StandIn {
  readonly #options: StandInOptions;
  /** Versions whose training job is about to be there. */
  readonly #beginning = new Set<string>();
  #opened: { sageMaker: SageMakerClient; runtime: SageMakerRuntimeClient; objects: ObjectAccess } | undefined;

  constructor(options: StandInOptions) {
    this.#options = options;
  }

  get #clients() {
    const { endpoint, credentials } = this.#options;
    const client = { endpoint: endpoint(), region: REGION, credentials };
    this.#opened ??= {
      sageMaker: new SageMakerClient(client),
      runtime: new SageMakerRuntimeClient(client),
      objects: new ObjectAccess(endpoint(), REGION, credentials),
    };
    return this.#opened;
  }

  get #jobs() {
    return learningJobs(() => this.#clients.sageMaker);
  }

  close(): void {
    this.#opened?.sageMaker.destroy();
    this.#opened?.runtime.destroy();
    this.#opened?.objects.close();
  }

  /** An object's bytes. @throws S3's error */
  read = (bucket: string, key: string): Promise<Uint8Array> => this.#clients.objects.read({ bucket, key });

  /**
   * Begins a training on the lines of two datasets.
   * @throws Error in Rekognition's words for what nothing can be learned from
   */
  async train(
    output: StoredVersion['output'],
    resource: string,
    trainLines: readonly string[],
    testLines: readonly string[],
  ): Promise<Learned> {
    this.#beginning.add(resource);
    try {
      return await this.#begin(output, resource, trainLines, testLines);
    } finally {
      this.#beginning.delete(resource);
    }
  }

  async #begin(
    output: StoredVersion['output'],
    resource: string,
    trainLines: readonly string[],
    testLines: readonly string[],
  ): Promise<Learned> {
    const train = await labeledImages(trainLines);
    const learned = whatToLearn(train);
    const test = testable(await labeledImages(testLines), learned);
    const folder = versionFolder({ output, resource });
    const at = (file: string) => s3Uri(folder.bucket, `${folder.prefix}${file}`);
    const names = new Map<string, string>();
    for (const [side, records] of [
      ['train', train],
      ['test', test],
    ] as const)
      await writeSide(this.#clients.objects, folder, side, records, learned, names);
    const { kind, classes } = learned;
    const name = kind === 'boxes' ? 'detector' : 'classifier';
    const algorithm = ALGORITHMS[name]!;
    const taskType =
      kind === 'boxes'
        ? 'bounding-box'
        : kind === 'class'
          ? 'image-classification'
          : 'image-classification-multi-label';
    const counts = { train: train.length, validation: test.length };
    const data = { folder: '', labels: classes.labels, taskType, ...counts } as const;
    const channel = (ChannelName: string, S3DataType: string, file: string) => ({
      ...{ ChannelName, InputMode: 'File' },
      DataSource: { S3DataSource: { S3DataType, S3Uri: at(file), S3DataDistributionType: 'FullyReplicated' } },
    });
    const isTested = test.length > 0;
    await this.#jobs.createTrainingJob({
      TrainingJobName: resource,
      RoleArn: ROLE_ARN,
      AlgorithmSpecification: {
        TrainingImage: this.#options.image,
        TrainingInputMode: 'File',
        MetricDefinitions: algorithm.metrics,
      },
      HyperParameters: algorithm.describeData(data),
      Environment: { [ALGORITHM_VARIABLE]: name },
      InputDataConfig: [
        channel('train', 'S3Prefix', 'train.manifest'),
        channel('images', 'ManifestFile', 'train-images.json'),
        ...(isTested ? [channel('validation', 'S3Prefix', 'test.manifest')] : []),
        ...(isTested ? [channel('validation-images', 'ManifestFile', 'test-images.json')] : []),
      ],
      OutputDataConfig: { S3OutputPath: at('models') },
      ResourceConfig: { InstanceType: INSTANCE, InstanceCount: 1, VolumeSizeInGB: 50 },
      StoppingCondition: { MaxRuntimeInSeconds: 86_400 },
    } as { TrainingJobName: string });
    return { kind, labels: [...classes.labels], trainImages: train.length, testImages: test.length };
  }

  /** Where a version stands now. */
  async standing(version: StoredVersion): Promise<VersionStanding> {
    const { resource, failure } = version;
    if (failure !== undefined) return { status: 'TRAINING_FAILED', message: failure };
    if (version.state) return this.#running(version);
    if (version.trainedAt !== undefined)
      return { status: 'TRAINING_COMPLETED', message: `The model is ready to run: ${OURS}.` };
    const isBeginning = this.#beginning.has(resource);
    const job = isBeginning ? undefined : await this.#jobs.findTrainingJob(resource);
    if (job?.status === 'Completed') return this.#evaluated(version, job.artifact!);
    if (isBeginning || job?.status === 'InProgress')
      return { status: 'TRAINING_IN_PROGRESS', message: `The model is being trained: ${OURS}.` };
    return this.#failed(version, job?.reason ?? `the training job ${resource} ended as ${job?.status ?? 'gone'}`);
  }

  /** Begins to serve a version that is trained. */
  async start({ arn, resource }: StoredVersion, units: number): Promise<void> {
    const { sageMaker } = this.#clients;
    await sageMaker
      .send(
        new CreateEndpointConfigCommand({
          EndpointConfigName: resource,
          ProductionVariants: [
            { VariantName: 'AllTraffic', ModelName: resource, InstanceType: INSTANCE, InitialInstanceCount: 1 },
          ],
        }),
      )
      .catch(unlessTaken);
    await sageMaker
      .send(new CreateEndpointCommand({ EndpointName: resource, EndpointConfigName: resource }))
      .catch(unlessTaken);
    this.#options.store.changeVersion(arn, { units, state: 'started' });
  }

  async stop({ arn, resource }: StoredVersion): Promise<void> {
    this.#options.store.changeVersion(arn, { state: 'stopping' });
    await this.#clients.sageMaker.send(new DeleteEndpointCommand({ EndpointName: resource })).catch(unlessGone);
    await this.#clients.sageMaker
      .send(new DeleteEndpointConfigCommand({ EndpointConfigName: resource }))
      .catch(unlessGone);
  }

  /** Takes away what SageMaker has of it; its artifacts stay in S3. */
  async forget({ resource }: StoredVersion): Promise<void> {
    await this.#jobs.stop(resource);
    await this.#jobs.deleteModel(resource);
  }

  /** Everything that is seen on an image, the surest first. @throws Error for an image that cannot be read */
  async see(version: StoredVersion, image: Uint8Array): Promise<SeenLabel[]> {
    const { autoOrient: size } = await sharp(image).metadata();
    const answer = await this.#clients.runtime.send(
      new InvokeEndpointCommand({ EndpointName: version.resource, ContentType: 'application/x-image', Body: image }),
    );
    return seenLabels(version, answer.Body!.transformToString(), size);
  }

  async #running(version: StoredVersion): Promise<VersionStanding> {
    const { arn, resource, state } = version;
    if (state === 'stopped') return { status: 'STOPPED', message: 'The model is not running.' };
    const { sageMaker } = this.#clients;
    const endpoint = await sageMaker.send(new DescribeEndpointCommand({ EndpointName: resource })).catch(unlessGone);
    if (state === 'stopping') {
      if (endpoint) return { status: 'STOPPING', message: 'The model is being stopped.' };
      this.#options.store.changeVersion(arn, { state: 'stopped' });
      return { status: 'STOPPED', message: 'The model is not running.' };
    }
    if (endpoint?.EndpointStatus === 'InService')
      return { status: 'RUNNING', message: `The model is running: ${OURS}.` };
    if (endpoint?.EndpointStatus === 'Creating') return { status: 'STARTING', message: 'The model is being started.' };
    return { status: 'FAILED', message: endpoint?.FailureReason ?? 'the endpoint of the model has gone' };
  }

  /** The training is over: the test images are judged before anybody is told so. */
  async #evaluated(version: StoredVersion, artifact: string): Promise<VersionStanding> {
    const { arn, resource, testImages } = version;
    const { store, image, now } = this.#options;
    await this.#jobs.createModel({
      ...{ ModelName: resource, ExecutionRoleArn: ROLE_ARN },
      PrimaryContainer: { Image: image, ModelDataUrl: artifact },
    } as { ModelName: string });
    if (testImages > 0) {
      const { bucket, prefix } = versionFolder(version);
      await this.#jobs.createTransformJob({
        ...{ TransformJobName: resource, ModelName: resource, MaxConcurrentTransforms: 1, MaxPayloadInMB: 50 },
        TransformInput: {
          DataSource: {
            S3DataSource: { S3DataType: 'ManifestFile', S3Uri: s3Uri(bucket, `${prefix}test-images.json`) },
          },
          ContentType: 'application/x-image',
        },
        TransformOutput: { S3OutputPath: s3Uri(bucket, `${prefix}answers`), Accept: 'application/json' },
        TransformResources: { InstanceType: INSTANCE, InstanceCount: 1 },
      } as { TransformJobName: string });
      const asked = await this.#jobs.findTransformJob(resource);
      if (asked?.status === 'InProgress')
        return { status: 'TRAINING_IN_PROGRESS', message: `The model is being tested: ${OURS}.` };
      if (asked?.status !== 'Completed')
        return this.#failed(version, asked?.reason ?? 'the test images could not be judged');
      const evaluation = await judgeVersion(this.#clients.objects, version, now());
      return this.standing(store.changeVersion(arn, { evaluation, trainedAt: now() }));
    }
    return this.standing(store.changeVersion(arn, { trainedAt: now() }));
  }

  #failed({ arn }: StoredVersion, reason: string): VersionStanding {
    const { store, now } = this.#options;
    store.changeVersion(arn, { failure: reason, trainedAt: now() });
    return { status: 'TRAINING_FAILED', message: reason };
  }
}

function unlessTaken(error: Error): undefined {
  if (!/already exist/i.test(error.message)) throw error;
}

function unlessGone(error: Error): undefined {
  if (!/could not find/i.test(error.message)) throw error;
}
