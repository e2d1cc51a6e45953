import { DeleteEndpoint$, type DeleteEndpointInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const deleteEndpoint = defineAction<DeleteEndpointInput, void>({
  schema: DeleteEndpoint$,
  access: (request) => accessTo('DeleteEndpoint', arnOf('endpoint', request.EndpointName!)),
  async handle({ EndpointName }, { store, endpoints }) {
    const name = EndpointName!;
    const arn = arnOf('endpoint', name);
    const endpoint = store.find('endpoint', name) ?? refuseMissing('endpoint', arn);
    if (['Creating', 'Updating', 'RollingBack'].includes(endpoint.EndpointStatus!))
      refuse(`Cannot delete in-progress endpoint "${arn}": its status is ${endpoint.EndpointStatus}.`);
    store.remove('endpoint', name);
    await endpoints.remove(name);
  },
});
