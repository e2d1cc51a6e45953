import { LABEL_ATTRIBUTE_NAME } from '../../contracts/manifest-line.ts';
import type { Project } from '../../contracts/project.ts';
import { UnsupportedError } from '../../errors.ts';
import { projectKeys } from '../project/bucket-keys.ts';
import { s3Uri } from '../project/s3-uri.ts';
import { builtInImage } from './built-in-images.ts';

/** What a resource of ours carries: the owner is told by tags, never by its name. */
export interface Owner {
  project: string;
  uid: string;
  batchId: string;
  executionArn: string;
}

export const EXECUTION_TAG = 'labelloop:execution';

export const ownerTags = (owner: Owner) => [
  { Key: 'labelloop:project', Value: owner.project },
  { Key: 'labelloop:uid', Value: owner.uid },
  { Key: 'labelloop:batch', Value: owner.batchId },
  { Key: EXECUTION_TAG, Value: owner.executionArn },
];

/** The region in any ARN. */
export const regionOf = (arn: string) => arn.split(':')[3]!;

export interface TrainingPlan {
  owner: Owner;
  bucket: string;
  training: Project['training'];
  trainingJobName: string;
  /** Folder of the dataset version, its labels (order = class ids) and number of train images. */
  folder: string;
  labels: readonly string[];
  train: number;
  /** Numbers of images on which somebody looked for every label; undefined: all. */
  checked?: { train: number; validation: number } | undefined;
  roleArn: string;
  /** The algorithm's, see `algorithmImage`. */
  image: string;
}

/** The image that trains and serves: our detector's, or the built-in algorithm's of the region. @throws UnsupportedError */
export const algorithmImage = (
  algorithm: Project['training']['algorithm'],
  detectorImage: string,
  executionArn: string,
) => (algorithm === 'detector' ? detectorImage : builtInImage(algorithm, regionOf(executionArn)));

/** Complete CreateTrainingJob request. @throws UnsupportedError */
export function trainingRequest(plan: TrainingPlan): Record<string, unknown> {
  const { owner, bucket, training, trainingJobName } = plan;
  const models = s3Uri(bucket, projectKeys(owner.project).modelsPrefix);
  const seconds = training.maxRuntimeSeconds;
  return {
    TrainingJobName: trainingJobName,
    RoleArn: plan.roleArn,
    ...(training.algorithm === 'detector' ? detectorPart(plan) : builtInPart(plan)),
    OutputDataConfig: { S3OutputPath: models.replace(/\/$/, '') },
    ResourceConfig: { InstanceType: training.instanceType, InstanceCount: 1, VolumeSizeInGB: 50 },
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

/** Our detector reads the manifests and, by file name, the images of both splits. */
function detectorPart({ bucket, owner, folder, training, labels, image }: TrainingPlan) {
  const keys = projectKeys(owner.project);
  const channel = (ChannelName: string, S3DataType: string, key: string) => ({
    ChannelName,
    DataSource: { S3DataSource: { S3DataType, S3Uri: s3Uri(bucket, key), S3DataDistributionType: 'FullyReplicated' } },
    InputMode: 'File',
  });
  return {
    AlgorithmSpecification: {
      TrainingImage: image,
      TrainingInputMode: 'File',
      MetricDefinitions: ['mAP50', 'mAP5095'].map((metric) => ({
        Name: `validation:${metric}`,
        Regex: `validation:${metric}=([0-9.]+)`,
      })),
    },
    HyperParameters: {
      ...training.hyperparameters,
      labels: JSON.stringify(labels),
      'label-attribute-name': LABEL_ATTRIBUTE_NAME,
    },
    InputDataConfig: [
      channel('train', 'S3Prefix', keys.datasetManifest(folder, 'train')),
      channel('validation', 'S3Prefix', keys.datasetManifest(folder, 'validation')),
      channel('images', 'ManifestFile', keys.datasetImages(folder, 'train')),
      channel('validation-images', 'ManifestFile', keys.datasetImages(folder, 'validation')),
    ],
  };
}

/**
 * The built-in object-detection algorithm streams augmented manifests; the order of the attributes counts. It takes every label that
 * is not drawn for absent, so it gets the images only on which somebody looked for all.
 * @throws UnsupportedError when these are none
 */
function builtInPart({ bucket, owner, folder, training, labels, train, checked, image }: TrainingPlan) {
  if (checked && Math.min(checked.train, checked.validation) === 0)
    throw new UnsupportedError(
      `the built-in algorithm takes every class that is not drawn for absent, and ${checked.train} train and ${checked.validation} validation images were checked for all of ${labels.join(', ')}; send images back with labelloop relabel --missing-class, or set training.algorithm to "detector"`,
    );
  const keys = projectKeys(owner.project);
  const channel = (split: 'train' | 'validation') => ({
    ChannelName: split,
    DataSource: {
      S3DataSource: {
        S3DataType: 'AugmentedManifestFile',
        S3Uri: s3Uri(bucket, (checked ? keys.checkedManifest : keys.datasetManifest)(folder, split)),
        S3DataDistributionType: 'FullyReplicated',
        AttributeNames: ['source-ref', LABEL_ATTRIBUTE_NAME],
      },
    },
    ContentType: 'application/x-recordio',
    RecordWrapperType: 'RecordIO',
    InputMode: 'Pipe',
  });
  return {
    AlgorithmSpecification: {
      TrainingImage: image,
      TrainingInputMode: 'Pipe',
    },
    HyperParameters: {
      ...training.hyperparameters,
      num_classes: String(labels.length),
      num_training_samples: String(checked?.train ?? train),
    },
    InputDataConfig: [channel('train'), channel('validation')],
  };
}
