import {
  CreateTrainingJob$,
  type CreateTrainingJobRequest,
  type CreateTrainingJobResponse,
} from '@aws-sdk/client-sagemaker';
import { AwsError } from '../../wire/aws-error.ts';
import { refuse, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';
import { algorithmFolder } from '../container/algorithms.ts';
import { MetricScraper } from '../jobs/metrics.ts';

export const createTrainingJob = ({ store, clock, accessLog, algorithms, trainingJobs }: SageMakerContext) =>
  sageMakerAction<CreateTrainingJobRequest, CreateTrainingJobResponse>(CreateTrainingJob$, accessLog, {
    resource: (request) => arnOf('training-job', request.TrainingJobName!),
    passedRole: (request) => request.RoleArn,
    handle(request) {
      const name = request.TrainingJobName!;
      const arn = arnOf('training-job', name);
      if (store.find('training-job', name))
        throw new AwsError(
          'ResourceInUse',
          `Job name must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
        );
      checkSupported(request);
      algorithmFolder(algorithms, request.AlgorithmSpecification!.TrainingImage);
      const now = new Date(clock.now());
      const { Tags, ...kept } = request;
      store.put('training-job', name, {
        ...kept,
        StoppingCondition: { MaxRuntimeInSeconds: 86_400, ...request.StoppingCondition },
        TrainingJobArn: arn,
        TrainingJobStatus: 'InProgress',
        SecondaryStatus: 'Starting',
        SecondaryStatusTransitions: [{ Status: 'Starting', StartTime: now, StatusMessage: 'Preparing the job' }],
        ModelArtifacts: {
          S3ModelArtifacts: `${request.OutputDataConfig!.S3OutputPath!.replace(/\/$/, '')}/${name}/output/model.tar.gz`,
        },
        CreationTime: now,
        LastModifiedTime: now,
      });
      store.tag(arn, Tags ?? []);
      trainingJobs.start(name);
      return { TrainingJobArn: arn };
    },
  });

/** What SageMaker would take but the laptop cannot do. @throws AwsError naming it */
function checkSupported({ AlgorithmSpecification, InputDataConfig, ResourceConfig }: CreateTrainingJobRequest): void {
  if (!AlgorithmSpecification?.TrainingImage)
    refuse('AlgorithmSpecification.TrainingImage is required by the laptop cloud');
  if ((ResourceConfig?.InstanceCount ?? 1) > 1)
    refuse('the laptop cloud trains on one instance (ResourceConfig.InstanceCount)');
  for (const { ChannelName, DataSource, InputMode, CompressionType } of InputDataConfig ?? []) {
    const source = DataSource?.S3DataSource;
    const mode = InputMode ?? AlgorithmSpecification!.TrainingInputMode;
    if (!source) refuse(`channel ${ChannelName}: the laptop cloud reads S3DataSource only`);
    if (mode !== 'File' || source.S3DataType === 'AugmentedManifestFile' || CompressionType === 'Gzip')
      refuse(
        `channel ${ChannelName}: the laptop cloud has the input mode File with S3Prefix and ManifestFile only, no Pipe, no augmented manifests, no Gzip`,
      );
  }
  try {
    new MetricScraper(AlgorithmSpecification!.MetricDefinitions ?? []);
  } catch (error) {
    refuse(`a metric definition is no regular expression: ${(error as Error).message}`);
  }
}
