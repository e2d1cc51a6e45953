import { UpdateEndpoint$, type UpdateEndpointInput, type UpdateEndpointOutput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const updateEndpoint = defineAction<UpdateEndpointInput, UpdateEndpointOutput>({
  schema: UpdateEndpoint$,
  access: (request) => accessTo('UpdateEndpoint', arnOf('endpoint', request.EndpointName!)),
  handle({ EndpointName, EndpointConfigName }, { store, clock, endpoints }) {
    const name = EndpointName!;
    const arn = arnOf('endpoint', name);
    const endpoint = store.find('endpoint', name) ?? refuseMissing('endpoint', arn);
    if (endpoint.EndpointStatus !== 'InService')
      refuse(`Cannot update in-progress endpoint "${arn}": its status is ${endpoint.EndpointStatus}.`);
    if (!store.find('endpoint-config', EndpointConfigName!))
      refuseMissing('endpoint configuration', arnOf('endpoint-config', EndpointConfigName!));
    store.put('endpoint', name, {
      ...endpoint,
      EndpointStatus: 'Updating',
      LastModifiedTime: new Date(clock.now()),
      targetConfigName: EndpointConfigName,
    });
    endpoints.deploy(name);
    return { EndpointArn: arn };
  },
});
