import { DescribeEndpoint$, type DescribeEndpointInput } from '@aws-sdk/client-sagemaker';
import { refuseMissing, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeEndpoint = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<DescribeEndpointInput, unknown>(DescribeEndpoint$, accessLog, {
    resource: (request) => arnOf('endpoint', request.EndpointName!),
    handle: ({ EndpointName: name }) =>
      store.find('endpoint', name!) ?? refuseMissing('endpoint', arnOf('endpoint', name!)),
  });
