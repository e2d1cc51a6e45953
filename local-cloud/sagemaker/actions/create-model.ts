import { CreateModel$, type CreateModelInput, type CreateModelOutput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse } from '../action.ts';
import { arnOf } from '../arn.ts';
import { findContainerImage } from '../container/container-images.ts';
import { containerOf, findPackage } from '../model-packages.ts';

export const createModel = defineAction<CreateModelInput, CreateModelOutput>({
  schema: CreateModel$,
  access: (request) => accessTo('CreateModel', arnOf('model', request.ModelName!), request, request.ExecutionRoleArn),
  handle(request, { store, clock, algorithms }) {
    const name = request.ModelName!;
    const arn = arnOf('model', name);
    if (store.find('model', name)) refuse(`Cannot create already existing model "${arn}".`);
    const container = request.PrimaryContainer;
    const isPackage = container?.ModelPackageName !== undefined;
    if (!(isPackage || container?.ModelDataUrl) || !request.ExecutionRoleArn)
      refuse(
        'the laptop cloud needs ExecutionRoleArn and one PrimaryContainer with Image and ModelDataUrl (a model.tar.gz), or ModelPackageName',
      );
    if (isPackage && findPackage(store, container.ModelPackageName!).ModelApprovalStatus !== 'Approved')
      refuse(`Model package ${container.ModelPackageName} is not approved`);
    findContainerImage(algorithms, containerOf(store, request).Image);
    const { Tags, ...kept } = request;
    store.put('model', name, { ...kept, ModelArn: arn, CreationTime: new Date(clock.now()) });
    store.tag(arn, Tags ?? []);
    return { ModelArn: arn };
  },
});
