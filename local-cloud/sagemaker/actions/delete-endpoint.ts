import { DeleteEndpoint$, type DeleteEndpointInput } from '@aws-sdk/client-sagemaker';
import { refuse, refuseMissing, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const deleteEndpoint = ({ store, accessLog, endpoints }: SageMakerContext) =>
  sageMakerAction<DeleteEndpointInput, void>(DeleteEndpoint$, accessLog, {
    resource: (request) => arnOf('endpoint', request.EndpointName!),
    async handle({ EndpointName }) {
      const name = EndpointName!;
      const arn = arnOf('endpoint', name);
      const endpoint = store.find('endpoint', name) ?? refuseMissing('endpoint', arn);
      if (endpoint.EndpointStatus === 'Creating' || endpoint.EndpointStatus === 'Updating')
        refuse(`Cannot delete in-progress endpoint "${arn}": its status is ${endpoint.EndpointStatus}.`);
      store.remove('endpoint', name);
      await endpoints.remove(name);
    },
  });
