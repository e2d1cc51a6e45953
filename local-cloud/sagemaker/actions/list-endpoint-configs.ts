import { ListEndpointConfigs$, type ListEndpointConfigsInput } from '@aws-sdk/client-sagemaker';
import { type SageMakerContext, sageMakerAction } from '../action.ts';
import { listPage } from '../page.ts';

export const listEndpointConfigs = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<ListEndpointConfigsInput, unknown>(ListEndpointConfigs$, accessLog, {
    resource: () => '*',
    handle(request) {
      const configs = store
        .all('endpoint-config')
        .map((config) => ({ name: config.EndpointConfigName!, created: config.CreationTime!, summary: config }));
      const { summaries, ...rest } = listPage(request, configs);
      return { EndpointConfigs: summaries, ...rest };
    },
  });
