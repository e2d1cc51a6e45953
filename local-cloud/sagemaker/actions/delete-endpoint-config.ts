import { DeleteEndpointConfig$, type DeleteEndpointConfigInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const deleteEndpointConfig = defineAction<DeleteEndpointConfigInput, void>({
  schema: DeleteEndpointConfig$,
  access: (request) => accessTo('DeleteEndpointConfig', arnOf('endpoint-config', request.EndpointConfigName!)),
  handle({ EndpointConfigName: name }, { store }) {
    if (!store.remove('endpoint-config', name!))
      refuseMissing('endpoint configuration', arnOf('endpoint-config', name!));
  },
});
