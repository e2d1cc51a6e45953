import type { CaptureSettings } from '../../contracts/capture.ts';
import type { Project, TaskType } from '../../contracts/project.ts';
import type { TransformPlan } from '../../contracts/workflow-state.ts';
import { s3Uri } from '../project/s3-uri.ts';
import { type Owner, ownerTags } from '../training/training-request.ts';

/** MaxConcurrentTransforms x MaxPayloadInMB must not exceed 100, and an accepted image may have 40 MB. */
const CONCURRENT_TRANSFORMS = 2;
const PAYLOAD_MB = 50;
/** Transform jobs take other instance types than training jobs and endpoints; this one is in every region. */
const TRANSFORM_INSTANCE = 'ml.m5.xlarge';

/**
 * A model that takes longer for one image serves nobody: an endpoint's caller waits for 60 s. SageMaker would wait for
 * 600 s, four times.
 */
const INVOCATION = { InvocationsTimeoutInSeconds: 120, InvocationsMaxRetries: 1 };

/**
 * What a model is asked to answer with. SageMaker's own segmentation knows masks as PNG alone; ours answers JSON,
 * whatever it is asked for.
 */
export const acceptedAnswer = (taskType: TaskType): string =>
  taskType === 'semantic-segmentation' ? 'image/png' : 'application/json';

/** CreateModel request without `PrimaryContainer.ModelDataUrl`, which only DescribeTrainingJob tells. */
export const modelRequest = (owner: Owner, modelName: string, image: string, roleArn: string) => ({
  ModelName: modelName,
  ExecutionRoleArn: roleArn,
  PrimaryContainer: { Image: image },
  Tags: ownerTags(owner),
});

/**
 * CreateTransformJob: one model on the images of a ManifestFile, one answer `<image's file name>.out` each under
 * `outputPrefix`.
 */
export function transformPlan(
  owner: Owner,
  plan: {
    name: string;
    modelName: string;
    bucket: string;
    imagesKey: string;
    outputPrefix: string;
    taskType: TaskType;
  },
): TransformPlan {
  return {
    transformJobName: plan.name,
    modelName: plan.modelName,
    request: {
      TransformJobName: plan.name,
      ModelName: plan.modelName,
      BatchStrategy: 'SingleRecord',
      MaxConcurrentTransforms: CONCURRENT_TRANSFORMS,
      MaxPayloadInMB: PAYLOAD_MB,
      ModelClientConfig: INVOCATION,
      TransformInput: {
        DataSource: { S3DataSource: { S3DataType: 'ManifestFile', S3Uri: s3Uri(plan.bucket, plan.imagesKey) } },
        ContentType: 'application/x-image',
        CompressionType: 'None',
        SplitType: 'None',
      },
      TransformOutput: {
        S3OutputPath: s3Uri(plan.bucket, plan.outputPrefix.replace(/\/$/, '')),
        Accept: acceptedAnswer(plan.taskType),
        AssembleWith: 'None',
      },
      TransformResources: { InstanceType: TRANSFORM_INSTANCE, InstanceCount: 1 },
      Tags: ownerTags(owner),
    },
  };
}

/**
 * Complete CreateEndpointConfig request; config and model share their name.
 * @param destination S3 URI below which questions and answers are kept, where the project wants that
 */
export function endpointConfigRequest(
  owner: Owner,
  { modelName, variantName }: { modelName: string; variantName: string },
  { endpoint, capture }: Pick<Project, 'endpoint' | 'capture'>,
  destination: string,
) {
  const capacity =
    endpoint.mode === 'serverless'
      ? { ServerlessConfig: { MemorySizeInMB: endpoint.memorySizeInMB, MaxConcurrency: endpoint.maxConcurrency } }
      : {
          InstanceType: endpoint.instanceType,
          InitialInstanceCount: endpoint.instanceCount ?? 1,
          InitialVariantWeight: 1,
        };
  return {
    EndpointConfigName: modelName,
    ProductionVariants: [{ VariantName: variantName, ModelName: modelName, ...capacity }],
    ...(capture && endpoint.mode === 'real-time' && { DataCaptureConfig: dataCapture(capture, destination) }),
    Tags: ownerTags(owner),
  };
}

/** What an endpoint keeps of its questions and answers, below `destination` (S3 URI). */
export const dataCapture = ({ sampled }: CaptureSettings, destination: string) => ({
  EnableCapture: true,
  InitialSamplingPercentage: sampled,
  DestinationS3Uri: destination,
  CaptureOptions: [{ CaptureMode: 'Input' as const }, { CaptureMode: 'Output' as const }],
  // What is not named here SageMaker keeps in base64: the images.
  CaptureContentTypeHeader: { JsonContentTypes: ['application/json'] },
});
