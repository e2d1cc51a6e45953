import { DescribeTransformJob$, type DescribeTransformJobRequest } from '@aws-sdk/client-sagemaker';
import { refuseMissingJob, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeTransformJob = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<DescribeTransformJobRequest, unknown>(DescribeTransformJob$, accessLog, {
    resource: (request) => arnOf('transform-job', request.TransformJobName!),
    handle: (request) => store.find('transform-job', request.TransformJobName!) ?? refuseMissingJob(),
  });
