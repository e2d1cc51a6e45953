import { ListEndpointConfigs$, type ListEndpointConfigsInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { resourcePage } from '../resource-page.ts';

export const listEndpointConfigs = defineAction<ListEndpointConfigsInput, unknown>({
  schema: ListEndpointConfigs$,
  access: () => accessTo('ListEndpointConfigs', '*'),
  handle(request, { store }) {
    const configs = store
      .all('endpoint-config')
      .map((config) => ({ name: config.EndpointConfigName!, created: config.CreationTime!, summary: config }));
    const { summaries, ...rest } = resourcePage(request, configs);
    return { EndpointConfigs: summaries, ...rest };
  },
});
