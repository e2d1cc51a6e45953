import { ListEndpoints$, type ListEndpointsInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { resourcePage } from '../resource-page.ts';

export const listEndpoints = defineAction<ListEndpointsInput, unknown>({
  schema: ListEndpoints$,
  access: () => accessTo('ListEndpoints', '*'),
  handle(request, { store }) {
    const endpoints = store.all('endpoint').map((endpoint) => ({
      name: endpoint.EndpointName!,
      status: endpoint.EndpointStatus,
      created: endpoint.CreationTime!,
      summary: endpoint,
    }));
    const { summaries, ...rest } = resourcePage(request, endpoints);
    return { Endpoints: summaries, ...rest };
  },
});
