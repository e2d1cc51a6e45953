import { DeleteEndpointConfig$, type DeleteEndpointConfigInput } from '@aws-sdk/client-sagemaker';
import { refuseMissing, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const deleteEndpointConfig = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<DeleteEndpointConfigInput, void>(DeleteEndpointConfig$, accessLog, {
    resource: (request) => arnOf('endpoint-config', request.EndpointConfigName!),
    handle({ EndpointConfigName: name }) {
      if (!store.remove('endpoint-config', name!))
        refuseMissing('endpoint configuration', arnOf('endpoint-config', name!));
    },
  });
