import { DescribeTransformJob$, type DescribeTransformJobRequest } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissingJob } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeTransformJob = defineAction<DescribeTransformJobRequest, unknown>({
  schema: DescribeTransformJob$,
  access: (request) => accessTo('DescribeTransformJob', arnOf('transform-job', request.TransformJobName!)),
  handle: (request, { store }) => store.find('transform-job', request.TransformJobName!) ?? refuseMissingJob(),
});
