import { DeleteModel$, type DeleteModelInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const deleteModel = defineAction<DeleteModelInput, void>({
  schema: DeleteModel$,
  access: (request) => accessTo('DeleteModel', arnOf('model', request.ModelName!)),
  handle({ ModelName }, { store }) {
    if (!store.remove('model', ModelName!)) refuseMissing('model', arnOf('model', ModelName!));
  },
});
