import { DeleteModel$, type DeleteModelInput } from '@aws-sdk/client-sagemaker';
import { refuseMissing, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const deleteModel = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<DeleteModelInput, void>(DeleteModel$, accessLog, {
    resource: (request) => arnOf('model', request.ModelName!),
    handle({ ModelName }) {
      if (!store.remove('model', ModelName!)) refuseMissing('model', arnOf('model', ModelName!));
    },
  });
