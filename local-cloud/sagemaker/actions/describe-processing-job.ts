import {
  DescribeProcessingJob$,
  type DescribeProcessingJobRequest,
  type DescribeProcessingJobResponse,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissingJob } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeProcessingJob = defineAction<DescribeProcessingJobRequest, DescribeProcessingJobResponse>({
  schema: DescribeProcessingJob$,
  access: (request) => accessTo('DescribeProcessingJob', arnOf('processing-job', request.ProcessingJobName!)),
  handle: (request, { store }) => store.find('processing-job', request.ProcessingJobName!) ?? refuseMissingJob(),
});
