import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  type CreateTrainingJobRequest,
  DescribeEndpointCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { BUCKET, IMAGE, type Laptop, MODEL_ROLE, TRAINING_ROLE } from './laptop.ts';

/** An ordinary AWS client of the laptop. */
export class SageMakerDriver {
  readonly sageMaker: SageMakerClient;
  readonly #s3: S3Client;
  readonly #runtime: SageMakerRuntimeClient;
  readonly #dataDir: string;

  constructor(client: Laptop['client'], dataDir: string) {
    this.sageMaker = new SageMakerClient(client);
    this.#s3 = new S3Client(client);
    this.#runtime = new SageMakerRuntimeClient(client);
    this.#dataDir = dataDir;
  }

  close() {
    this.sageMaker.destroy();
    this.#s3.destroy();
    this.#runtime.destroy();
  }

  put(key: string, body: string) {
    return this.#s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
  }

  async get(key: string): Promise<Uint8Array> {
    const answer = await this.#s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return answer.Body!.transformToByteArray();
  }

  /** Two images, a manifest and their ManifestFile. */
  async putImages() {
    await this.put('images/a.jpg', 'pixels of a');
    await this.put('images/b.jpg', 'pixels of b!');
    await this.put('data/train.manifest', '{"source-ref":"s3://birds-bucket/images/a.jpg"}\n');
    await this.put('data/images.json', JSON.stringify([{ prefix: `s3://${BUCKET}/images/` }, 'a.jpg', 'b.jpg']));
  }

  trainingRequest(name: string, parameters: Record<string, string>): CreateTrainingJobRequest {
    const channel = (ChannelName: string, S3DataType: 'S3Prefix' | 'ManifestFile', key: string) => ({
      ChannelName,
      DataSource: { S3DataSource: { S3DataType, S3Uri: `s3://${BUCKET}/${key}` } },
    });
    return {
      TrainingJobName: name,
      RoleArn: TRAINING_ROLE,
      AlgorithmSpecification: {
        TrainingImage: IMAGE,
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'validation:mAP50', Regex: 'validation:mAP50=([0-9.]+)' }],
      },
      HyperParameters: parameters,
      InputDataConfig: [
        channel('train', 'S3Prefix', 'data/train.manifest'),
        channel('images', 'ManifestFile', 'data/images.json'),
      ],
      OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/models` },
      ResourceConfig: { InstanceType: 'ml.c5.xlarge', InstanceCount: 1, VolumeSizeInGB: 10 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
      Tags: [{ Key: 'owner', Value: 'birds' }],
    };
  }

  createTrainingJob(
    name: string,
    parameters: Record<string, string> = {},
    changes: Partial<CreateTrainingJobRequest> = {},
  ) {
    const request = { ...this.trainingRequest(name, parameters), ...changes };
    return this.sageMaker.send(new CreateTrainingJobCommand(request));
  }

  describeTrainingJob(name: string) {
    return this.sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  }

  async trained(name: string) {
    for (;;) {
      const job = await this.describeTrainingJob(name);
      if (!['InProgress', 'Stopping'].includes(job.TrainingJobStatus!)) return job;
    }
  }

  log(name: string): string {
    const path = join(this.#dataDir, 'logs/training-jobs', `${name}.log`);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Asks again and again until the job's log has the line. */
  async logged(name: string, text: string) {
    while (!this.log(name).includes(text)) await this.describeTrainingJob(name);
  }

  /** Trains and makes a model and a serverless config of the same name. */
  async createModel(name: string, label: string, image = IMAGE) {
    const { AlgorithmSpecification } = this.trainingRequest(name, {});
    await this.createTrainingJob(
      name,
      { label },
      { AlgorithmSpecification: { ...AlgorithmSpecification!, TrainingImage: image } },
    );
    const { ModelArtifacts } = await this.trained(name);
    await this.sageMaker.send(
      new CreateModelCommand({
        ModelName: name,
        ExecutionRoleArn: MODEL_ROLE,
        PrimaryContainer: { Image: image, ModelDataUrl: ModelArtifacts!.S3ModelArtifacts },
      }),
    );
    await this.sageMaker.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName: name,
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            ModelName: name,
            ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 },
          },
        ],
      }),
    );
  }

  async transformed(name: string) {
    for (;;) {
      const job = await this.sageMaker.send(new DescribeTransformJobCommand({ TransformJobName: name }));
      if (!['InProgress', 'Stopping'].includes(job.TransformJobStatus!)) return job;
    }
  }

  async settled(endpoint: string) {
    for (;;) {
      const found = await this.sageMaker.send(new DescribeEndpointCommand({ EndpointName: endpoint }));
      if (!['Creating', 'Updating', 'RollingBack'].includes(found.EndpointStatus!)) return found;
    }
  }

  async invoke(endpoint: string, body: string): Promise<{ label: string; pid: number; bytes: number; type: string }> {
    const answer = await this.#runtime.send(
      new InvokeEndpointCommand({ EndpointName: endpoint, Body: Buffer.from(body), ContentType: 'image/jpeg' }),
    );
    return JSON.parse(Buffer.from(answer.Body).toString('utf8'));
  }
}
