import { DescribeTrainingJob$, type DescribeTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissingJob } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeTrainingJob = defineAction<DescribeTrainingJobRequest, unknown>({
  schema: DescribeTrainingJob$,
  access: (request) => accessTo('DescribeTrainingJob', arnOf('training-job', request.TrainingJobName!)),
  handle: (request, { store }) => store.find('training-job', request.TrainingJobName!) ?? refuseMissingJob(),
});
