import {
  CreateModelPackageGroup$,
  type CreateModelPackageGroupInput,
  type CreateModelPackageGroupOutput,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse } from '../action.ts';
import { arnOf } from '../arn.ts';
import { LAPTOP_USER } from '../model-packages.ts';

export const createModelPackageGroup = defineAction<CreateModelPackageGroupInput, CreateModelPackageGroupOutput>({
  schema: CreateModelPackageGroup$,
  access: (request) =>
    accessTo('CreateModelPackageGroup', arnOf('model-package-group', request.ModelPackageGroupName!), request),
  handle({ Tags, ...request }, { store, clock }) {
    const name = request.ModelPackageGroupName!;
    const arn = arnOf('model-package-group', name);
    if (store.find('model-package-group', name)) refuse(`Model Package Group already exists: ${arn}`);
    store.put('model-package-group', name, {
      ...request,
      ModelPackageGroupArn: arn,
      ModelPackageGroupStatus: 'Completed',
      CreationTime: new Date(clock.now()),
      CreatedBy: LAPTOP_USER,
    });
    store.tag(arn, Tags ?? []);
    return { ModelPackageGroupArn: arn };
  },
});
