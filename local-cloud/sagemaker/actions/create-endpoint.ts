import { CreateEndpoint$, type CreateEndpointInput, type CreateEndpointOutput } from '@aws-sdk/client-sagemaker';
import { refuse, refuseMissing, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const createEndpoint = ({ store, clock, accessLog, endpoints }: SageMakerContext) =>
  sageMakerAction<CreateEndpointInput, CreateEndpointOutput>(CreateEndpoint$, accessLog, {
    resource: (request) => arnOf('endpoint', request.EndpointName!),
    handle({ EndpointName, EndpointConfigName, Tags }) {
      const name = EndpointName!;
      const arn = arnOf('endpoint', name);
      if (store.find('endpoint', name)) refuse(`Cannot create already existing endpoint "${arn}".`);
      if (!store.find('endpoint-config', EndpointConfigName!))
        refuseMissing('endpoint configuration', arnOf('endpoint-config', EndpointConfigName!));
      const now = new Date(clock.now());
      store.put('endpoint', name, {
        EndpointName: name,
        EndpointArn: arn,
        EndpointConfigName,
        EndpointStatus: 'Creating',
        CreationTime: now,
        LastModifiedTime: now,
        targetConfigName: EndpointConfigName,
      });
      store.tag(arn, Tags ?? []);
      endpoints.deploy(name);
      return { EndpointArn: arn };
    },
  });
