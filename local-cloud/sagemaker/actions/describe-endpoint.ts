import { DescribeEndpoint$, type DescribeEndpointInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeEndpoint = defineAction<DescribeEndpointInput, unknown>({
  schema: DescribeEndpoint$,
  access: (request) => accessTo('DescribeEndpoint', arnOf('endpoint', request.EndpointName!)),
  handle: ({ EndpointName: name }, { store }) =>
    store.find('endpoint', name!) ?? refuseMissing('endpoint', arnOf('endpoint', name!)),
});
