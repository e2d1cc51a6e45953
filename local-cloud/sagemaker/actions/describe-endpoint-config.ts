import { DescribeEndpointConfig$, type DescribeEndpointConfigInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeEndpointConfig = defineAction<DescribeEndpointConfigInput, unknown>({
  schema: DescribeEndpointConfig$,
  access: (request) => accessTo('DescribeEndpointConfig', arnOf('endpoint-config', request.EndpointConfigName!)),
  handle: ({ EndpointConfigName: name }, { store }) =>
    store.find('endpoint-config', name!) ?? refuseMissing('endpoint configuration', arnOf('endpoint-config', name!)),
});
