import {
  type Channel,
  CreateTrainingJob$,
  type CreateTrainingJobRequest,
  type CreateTrainingJobResponse,
  type TrainingInputMode,
} from '@aws-sdk/client-sagemaker';
import { AwsError } from '../../wire/aws-error.ts';
import { accessTo, defineAction, refuse } from '../action.ts';
import { arnOf } from '../arn.ts';
import { BUILT_IN_METRICS } from '../container/built-in-metrics.ts';
import { findContainerImage } from '../container/container-images.ts';
import { checkMetricDefinitions } from '../jobs/log-metrics.ts';

export const createTrainingJob = defineAction<CreateTrainingJobRequest, CreateTrainingJobResponse>({
  schema: CreateTrainingJob$,
  access: (request) =>
    accessTo('CreateTrainingJob', arnOf('training-job', request.TrainingJobName!), request, request.RoleArn),
  handle(request, { store, clock, algorithms, trainingJobs }) {
    const name = request.TrainingJobName!;
    const arn = arnOf('training-job', name);
    if (store.find('training-job', name))
      throw new AwsError(
        'ResourceInUse',
        `Job name must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
      );
    checkSupported(request);
    const specification = request.AlgorithmSpecification!;
    const { standsInFor } = findContainerImage(algorithms, specification.TrainingImage);
    if (standsInFor && specification.MetricDefinitions?.length)
      refuse(
        "You can't override the metric definitions for Amazon SageMaker algorithms. Please retry the request without specifying metric definitions.",
      );
    const now = new Date(clock.now());
    const { Tags, ...kept } = request;
    store.put('training-job', name, {
      ...kept,
      AlgorithmSpecification: {
        ...specification,
        ...(standsInFor && { MetricDefinitions: BUILT_IN_METRICS[standsInFor] }),
      },
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
  for (const channel of InputDataConfig ?? []) {
    const problem = channelProblem(channel, channel.InputMode ?? AlgorithmSpecification!.TrainingInputMode!);
    if (problem) refuse(`channel ${channel.ChannelName}: ${problem}`);
  }
  try {
    checkMetricDefinitions(AlgorithmSpecification!.MetricDefinitions ?? []);
  } catch (error) {
    refuse(`a metric definition is no regular expression: ${(error as Error).message}`);
  }
}

function channelProblem(
  { DataSource, CompressionType, ShuffleConfig }: Channel,
  mode: TrainingInputMode,
): string | undefined {
  const source = DataSource?.S3DataSource;
  if (!source) return 'the laptop cloud reads S3DataSource only';
  if (CompressionType === 'Gzip') return 'the laptop cloud reads uncompressed objects only (CompressionType None)';
  if (mode === 'FastFile') return 'the laptop cloud has the input modes File and Pipe, no FastFile';
  if (mode === 'Pipe' && process.platform === 'win32')
    return 'the laptop cloud has no input mode Pipe on Windows, which has no named pipes in folders';
  if (mode === 'Pipe' && ShuffleConfig) return 'the laptop cloud streams in order only, without ShuffleConfig';
  const isAugmented = source.S3DataType === 'AugmentedManifestFile';
  if (isAugmented && mode !== 'Pipe') return 'AugmentedManifestFile is supported with the input mode Pipe only';
  if (isAugmented && !source.AttributeNames?.length) return 'AugmentedManifestFile needs AttributeNames';
  if (!isAugmented && source.AttributeNames?.length) return 'AttributeNames are for AugmentedManifestFile only';
  return undefined;
}
