import type { Project } from '../../contracts/project.ts';
import { UnsupportedError } from '../../errors.ts';
import { LABEL_TASKS } from '../answer-kinds/tasks/task-types.ts';
import { projectKeys } from '../project/bucket-keys.ts';
import { s3Uri } from '../project/s3-uri.ts';
import { ALGORITHM_VARIABLE, type Algorithm, type Channel, type TrainingData } from './algorithm.ts';
import { builtInImage } from './built-in-images.ts';
import { algorithmName } from './check-training.ts';

/** What a resource of ours carries: the owner is told by tags, never by its name. */
export interface Owner {
  project: string;
  uid: string;
  batchId: string;
  executionArn: string;
}

export const EXECUTION_TAG = 'labelloop:execution';

/** What a project's endpoint carries: unlike jobs and models it outlives batches and executions. */
export const projectTags = ({ project, uid }: Pick<Owner, 'project' | 'uid'>) => [
  { Key: 'labelloop:project', Value: project },
  { Key: 'labelloop:uid', Value: uid },
];

export const ownerTags = (owner: Owner) => [
  ...projectTags(owner),
  { Key: 'labelloop:batch', Value: owner.batchId },
  { Key: EXECUTION_TAG, Value: owner.executionArn },
];

/** The region in any ARN. */
export const regionOf = (arn: string) => arn.split(':')[3]!;

export interface TrainingPlan {
  owner: Owner;
  bucket: string;
  training: Project['training'];
  algorithm: Algorithm;
  trainingJobName: string;
  data: TrainingData;
  roleArn: string;
  /** The one that trains, see `algorithmImages`. */
  image: string;
  /** S3 URI of the model that it begins with. */
  beginsWith: string | undefined;
  /** Bytes of the project's images, or more. */
  imageBytes: number;
}

const GB = 1e9;
const SPARE_GB = 20;
/** SageMaker's most (CreateTrainingJob, ResourceConfig). */
const LARGEST_VOLUME_GB = 16_384;

/** Room for what is downloaded once, half as much again for what the algorithm makes of it, and the spare. In GB. */
export const volumeSize = (imageBytes: number) =>
  Math.min(LARGEST_VOLUME_GB, SPARE_GB + Math.ceil((1.5 * imageBytes) / GB));

/**
 * The images that train and serve: our own, the built-in algorithm's of the region, or those that people bring.
 * @param name the algorithm's
 * @throws UnsupportedError where SageMaker has none
 */
export function algorithmImages(name: string, { image }: Algorithm, ownImage: string, executionArn: string) {
  if (typeof image === 'object') return image;
  const both = image === 'own' ? ownImage : builtInImage(name, regionOf(executionArn));
  return { train: both, serve: both };
}

/** Complete CreateTrainingJob request. @throws UnsupportedError when the algorithm can learn from none of the images */
export function trainingRequest(plan: TrainingPlan): Record<string, unknown> {
  const { owner, bucket, training, algorithm, trainingJobName, data } = plan;
  const models = s3Uri(bucket, projectKeys(owner.project).modelsPrefix);
  const seconds = training.maxRuntimeSeconds;
  if (algorithm.takesUndrawnForAbsent) requireChecked(algorithmName(training.algorithm), data);
  return {
    TrainingJobName: trainingJobName,
    RoleArn: plan.roleArn,
    AlgorithmSpecification: {
      TrainingImage: plan.image,
      TrainingInputMode: algorithm.inputMode,
      ...(algorithm.metrics.length > 0 && { MetricDefinitions: algorithm.metrics }),
    },
    HyperParameters: { ...training.hyperparameters, ...algorithm.describeData(data) },
    // One image holds all of our own algorithms.
    ...(algorithm.image === 'own' && { Environment: { [ALGORITHM_VARIABLE]: training.algorithm } }),
    // SageMaker refuses a channel whose manifest lists nothing.
    InputDataConfig: [
      ...algorithm.channels
        .filter(({ split }) => split === 'train' || data.validation > 0)
        .filter(({ content }) => content !== 'masks' || LABEL_TASKS[data.taskType].labelIsFile)
        .map((channel) => inputChannel(channel, plan)),
      ...(training.backbone ? [fileChannel('backbone', training.backbone)] : []),
      ...(plan.beginsWith ? [fileChannel('model', plan.beginsWith)] : []),
      ...(training.weights && algorithm.takesWeights ? [fileChannel(algorithm.takesWeights, training.weights)] : []),
    ],
    // Channels, models and logs go through SageMaker; our own program, or one that people bring, has no business with
    // any network.
    ...(algorithm.image !== 'built-in' && { EnableNetworkIsolation: true }),
    OutputDataConfig: { S3OutputPath: models.replace(/\/$/, '') },
    ResourceConfig: {
      InstanceType: training.instanceType,
      InstanceCount: 1,
      VolumeSizeInGB: volumeSize(plan.imageBytes),
    },
    StoppingCondition: {
      MaxRuntimeInSeconds: seconds,
      // Spot capacity may take as long again to come.
      ...(training.spot && { MaxWaitTimeInSeconds: 2 * seconds }),
    },
    ...(training.spot && {
      EnableManagedSpotTraining: true,
      CheckpointConfig: { S3Uri: `${models}${trainingJobName}/checkpoints` },
    }),
    Tags: ownerTags(owner),
  };
}

function requireChecked(name: string, { checked, labels }: TrainingData): void {
  if (!checked || Math.min(checked.train, checked.validation) > 0) return;
  throw new UnsupportedError(
    `${name} takes every class that is not drawn for absent, and ${checked.train} train and ${checked.validation} validation images were checked for all of ${labels.join(', ')}; send images back with labelloop relabel --missing-class, or set training.algorithm to "detector"`,
  );
}

/** What SageMaker's own algorithms want of the channel `model` in incremental training. */
const MODEL_CONTENT_TYPE = 'application/x-sagemaker-model';

/** A file that somebody brought, or an earlier training left, whole. */
const fileChannel = (name: 'backbone' | 'model' | 'weights', uri: string) => ({
  ChannelName: name,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri, S3DataDistributionType: 'FullyReplicated' } },
  ...(name === 'model' && { ContentType: MODEL_CONTENT_TYPE }),
  InputMode: 'File',
});

/** One channel of InputDataConfig. The order of an augmented manifest's attributes counts. */
function inputChannel(channel: Channel, { bucket, owner, data, algorithm }: TrainingPlan) {
  const { name, split } = channel;
  const { folder, checked } = data;
  const keys = projectKeys(owner.project);
  const manifestKey =
    algorithm.takesUndrawnForAbsent && checked
      ? keys.checkedManifest(folder, split)
      : keys.datasetManifest(folder, split);
  const source = (S3DataType: string, key: string, more = {}) => ({
    S3DataSource: { S3DataType, S3Uri: s3Uri(bucket, key), S3DataDistributionType: 'FullyReplicated', ...more },
  });
  switch (channel.content) {
    case 'manifest':
      return { ChannelName: name, DataSource: source('S3Prefix', manifestKey), InputMode: 'File' };
    case 'images':
      return {
        ChannelName: name,
        DataSource: source('ManifestFile', keys.datasetImages(folder, split)),
        InputMode: 'File',
      };
    case 'masks':
      return {
        ChannelName: name,
        DataSource: source('ManifestFile', keys.channelMasks(folder, split)),
        InputMode: 'File',
      };
    case 'annotations':
      return {
        ChannelName: name,
        DataSource: source('S3Prefix', keys.channelAnnotations(folder, channel.format, '')),
        InputMode: 'File',
      };
    case 'listed-images':
      return {
        ChannelName: name,
        DataSource: source('ManifestFile', keys.channelImages(folder, channel.format, split)),
        InputMode: 'File',
      };
    case 'augmented-manifest':
      return {
        ChannelName: name,
        DataSource: source('AugmentedManifestFile', manifestKey, {
          AttributeNames: ['source-ref', LABEL_TASKS[data.taskType].attribute],
        }),
        // Ground Truth writes the ids of an image's classes; without a word SageMaker expects a 0 or 1 for each class.
        ContentType: `application/x-recordio${data.taskType === 'image-classification-multi-label' ? '; label-format=class-id' : ''}`,
        RecordWrapperType: 'RecordIO',
        InputMode: 'Pipe',
      };
  }
}
