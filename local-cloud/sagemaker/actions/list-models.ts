import { ListModels$, type ListModelsInput } from '@aws-sdk/client-sagemaker';
import { type SageMakerContext, sageMakerAction } from '../action.ts';
import { listPage } from '../page.ts';

export const listModels = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<ListModelsInput, unknown>(ListModels$, accessLog, {
    resource: () => '*',
    handle(request) {
      const models = store
        .all('model')
        .map((model) => ({ name: model.ModelName!, created: model.CreationTime!, summary: model }));
      const { summaries, ...rest } = listPage(request, models);
      return { Models: summaries, ...rest };
    },
  });
