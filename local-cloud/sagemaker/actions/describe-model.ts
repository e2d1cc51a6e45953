import { DescribeModel$, type DescribeModelInput } from '@aws-sdk/client-sagemaker';
import { refuseMissing, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeModel = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<DescribeModelInput, unknown>(DescribeModel$, accessLog, {
    resource: (request) => arnOf('model', request.ModelName!),
    handle: ({ ModelName }) => store.find('model', ModelName!) ?? refuseMissing('model', arnOf('model', ModelName!)),
  });
