import { ListEndpoints$, type ListEndpointsInput } from '@aws-sdk/client-sagemaker';
import { type SageMakerContext, sageMakerAction } from '../action.ts';
import { listPage } from '../page.ts';

export const listEndpoints = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<ListEndpointsInput, unknown>(ListEndpoints$, accessLog, {
    resource: () => '*',
    handle(request) {
      const endpoints = store.all('endpoint').map((endpoint) => ({
        name: endpoint.EndpointName!,
        status: endpoint.EndpointStatus,
        created: endpoint.CreationTime!,
        summary: endpoint,
      }));
      const { summaries, ...rest } = listPage(request, endpoints);
      return { Endpoints: summaries, ...rest };
    },
  });
