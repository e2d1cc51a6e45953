import { DescribeEndpointConfig$, type DescribeEndpointConfigInput } from '@aws-sdk/client-sagemaker';
import { refuseMissing, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeEndpointConfig = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<DescribeEndpointConfigInput, unknown>(DescribeEndpointConfig$, accessLog, {
    resource: (request) => arnOf('endpoint-config', request.EndpointConfigName!),
    handle: ({ EndpointConfigName: name }) =>
      store.find('endpoint-config', name!) ?? refuseMissing('endpoint configuration', arnOf('endpoint-config', name!)),
  });
