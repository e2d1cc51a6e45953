import { ListModels$, type ListModelsInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { resourcePage } from '../resource-page.ts';

export const listModels = defineAction<ListModelsInput, unknown>({
  schema: ListModels$,
  access: () => accessTo('ListModels', '*'),
  handle(request, { store }) {
    const models = store
      .all('model')
      .map((model) => ({ name: model.ModelName!, created: model.CreationTime!, summary: model }));
    const { summaries, ...rest } = resourcePage(request, models);
    return { Models: summaries, ...rest };
  },
});
