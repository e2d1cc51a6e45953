import { CreateEndpoint$, type CreateEndpointInput, type CreateEndpointOutput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const createEndpoint = defineAction<CreateEndpointInput, CreateEndpointOutput>({
  schema: CreateEndpoint$,
  access: (request) => accessTo('CreateEndpoint', arnOf('endpoint', request.EndpointName!), request),
  handle({ EndpointName, EndpointConfigName, Tags }, { store, clock, endpoints }) {
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
