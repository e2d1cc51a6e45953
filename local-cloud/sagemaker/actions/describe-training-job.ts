import { DescribeTrainingJob$, type DescribeTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import { refuseMissingJob, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeTrainingJob = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<DescribeTrainingJobRequest, unknown>(DescribeTrainingJob$, accessLog, {
    resource: (request) => arnOf('training-job', request.TrainingJobName!),
    handle: (request) => store.find('training-job', request.TrainingJobName!) ?? refuseMissingJob(),
  });
