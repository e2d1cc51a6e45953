import {
  CreateEndpointConfig$,
  type CreateEndpointConfigInput,
  type CreateEndpointConfigOutput,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const createEndpointConfig = defineAction<CreateEndpointConfigInput, CreateEndpointConfigOutput>({
  schema: CreateEndpointConfig$,
  access: (request) => accessTo('CreateEndpointConfig', arnOf('endpoint-config', request.EndpointConfigName!), request),
  handle(request, { store, clock }) {
    const name = request.EndpointConfigName!;
    const arn = arnOf('endpoint-config', name);
    if (store.find('endpoint-config', name)) refuse(`Cannot create already existing endpoint configuration "${arn}".`);
    const variants = request.ProductionVariants!;
    if (variants.length > 1 || request.ShadowProductionVariants || request.AsyncInferenceConfig)
      refuse('the laptop cloud has one production variant, no shadow variants, no async inference');
    const { ModelName, ServerlessConfig, InstanceType } = variants[0]!;
    if (!ModelName || !store.find('model', ModelName)) refuseMissing('model', arnOf('model', ModelName ?? ''));
    if (!ServerlessConfig && !InstanceType) refuse('a production variant needs ServerlessConfig or InstanceType');
    if (ServerlessConfig && request.DataCaptureConfig)
      refuse('DataCaptureConfig is not supported for serverless endpoints: give InstanceType instead');
    const { Tags, ...kept } = request;
    store.put('endpoint-config', name, { ...kept, EndpointConfigArn: arn, CreationTime: new Date(clock.now()) });
    store.tag(arn, Tags ?? []);
    return { EndpointConfigArn: arn };
  },
});
