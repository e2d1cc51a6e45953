import type { MachineKind } from '../../shared/domain/automatic-labeling/kinds/machine-kind.ts';
import { ALGORITHM_VARIABLE } from '../../shared/domain/training/algorithm.ts';
import type { CreateLabelingJobRequest } from '../contracts/labeling-requests.ts';
import type { RoundFiles } from './round-files.ts';

const TRAINING_INSTANCE = 'ml.c5.4xlarge';
const INFERENCE_INSTANCE = 'ml.m5.xlarge';
const TRAINING_SECONDS = 3600;
/** MaxConcurrentTransforms x MaxPayloadInMB must not exceed 100, and an image may have 40 MB. */
const CONCURRENT_TRANSFORMS = 2;
const PAYLOAD_MB = 50;

interface Round {
  kind: MachineKind;
  request: CreateLabelingJobRequest;
  /** The job's reference (`JobDocument.reference`), from which names follow. */
  reference: string;
  round: number;
  files: RoundFiles;
  image: string;
}

/** Name of everything that SageMaker makes for one fold of a round. */
export const learningName = (reference: string, round: number, fold: number) =>
  `labeling-${reference}-${round}-${fold}`;

const jobTags = ({ LabelingJobName }: CreateLabelingJobRequest) => [
  { Key: 'labelloop:labeling-job', Value: LabelingJobName },
];

/** What the job says about the machines that learn and predict: their disks' key and their network. */
function machinesOf({ LabelingJobAlgorithmsConfig }: CreateLabelingJobRequest) {
  const { VolumeKmsKeyId, VpcConfig } = LabelingJobAlgorithmsConfig?.LabelingJobResourceConfig ?? {};
  return { disk: VolumeKmsKeyId ? { VolumeKmsKeyId } : {}, network: VpcConfig ? { VpcConfig } : {} };
}

const withoutSlash = (uri: string) => uri.replace(/\/$/, '');

/** Complete CreateTrainingJob request of a fold. */
export function learningJobRequest(
  { kind, request, reference, round, files, image }: Round,
  fold: number,
  labels: readonly string[],
) {
  const paths = files.training(round, fold);
  const { disk, network } = machinesOf(request);
  const channel = (ChannelName: string, S3DataType: string, S3Uri: string) => ({
    ChannelName,
    DataSource: { S3DataSource: { S3DataType, S3Uri, S3DataDistributionType: 'FullyReplicated' } },
    InputMode: 'File',
  });
  return {
    TrainingJobName: learningName(reference, round, fold),
    RoleArn: request.RoleArn,
    AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
    HyperParameters: {
      labels: JSON.stringify(labels),
      'label-attribute-name': request.LabelAttributeName,
      ...kind.hyperparameters,
    },
    Environment: { [ALGORITHM_VARIABLE]: kind.algorithm },
    InputDataConfig: [
      channel('train', 'S3Prefix', paths.manifest('train')),
      channel('validation', 'S3Prefix', paths.manifest('validation')),
      channel('images', 'ManifestFile', paths.images('train')),
      channel('validation-images', 'ManifestFile', paths.images('validation')),
      ...(kind.file
        ? [
            channel('masks', 'ManifestFile', paths.labels('train')),
            channel('validation-masks', 'ManifestFile', paths.labels('validation')),
          ]
        : []),
    ],
    OutputDataConfig: { S3OutputPath: paths.output },
    ResourceConfig: { InstanceType: TRAINING_INSTANCE, InstanceCount: 1, VolumeSizeInGB: 50, ...disk },
    ...network,
    StoppingCondition: { MaxRuntimeInSeconds: TRAINING_SECONDS },
    Tags: jobTags(request),
  };
}

/** Complete CreateModel request of a fold. @param artifact S3 URI of `model.tar.gz` */
export const learntModelRequest = ({ request, reference, round, image }: Round, fold: number, artifact: string) => ({
  ModelName: learningName(reference, round, fold),
  ExecutionRoleArn: request.RoleArn,
  PrimaryContainer: { Image: image, ModelDataUrl: artifact },
  ...machinesOf(request).network,
  Tags: jobTags(request),
});

/** Complete CreateTransformJob request of a fold: one answer `<image's path>.out` for each listed image. */
export const transformRequest = ({ request, reference, round, files }: Round, fold: number, modelName: string) => ({
  TransformJobName: learningName(reference, round, fold),
  ModelName: modelName,
  BatchStrategy: 'SingleRecord',
  MaxConcurrentTransforms: CONCURRENT_TRANSFORMS,
  MaxPayloadInMB: PAYLOAD_MB,
  TransformInput: {
    DataSource: { S3DataSource: { S3DataType: 'ManifestFile', S3Uri: files.inference(round, fold).images } },
    ContentType: 'application/x-image',
    CompressionType: 'None',
    SplitType: 'None',
  },
  TransformOutput: {
    S3OutputPath: withoutSlash(files.inference(round, fold).output),
    Accept: 'application/json',
    AssembleWith: 'None',
  },
  TransformResources: { InstanceType: INFERENCE_INSTANCE, InstanceCount: 1, ...machinesOf(request).disk },
  Tags: jobTags(request),
});

/** Images as SageMaker's `ManifestFile`: their longest common folder, and the paths below it in the same order. */
export function manifestFile(uris: readonly string[]): { text: string; paths: string[] } {
  let prefix = uris[0]!.slice(0, uris[0]!.lastIndexOf('/') + 1);
  for (const uri of uris)
    while (!uri.startsWith(prefix)) prefix = prefix.slice(0, prefix.lastIndexOf('/', prefix.length - 2) + 1);
  const paths = uris.map((uri) => uri.slice(prefix.length));
  return { text: JSON.stringify([{ prefix }, ...paths]), paths };
}
