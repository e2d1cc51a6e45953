import { DeleteModelPackageGroup$, type DeleteModelPackageGroupInput } from '@aws-sdk/client-sagemaker';
import { AwsError } from '../../wire/aws-error.ts';
import { accessTo, defineAction } from '../action.ts';
import { arnOf } from '../arn.ts';
import { findGroup, packagesOf } from '../model-packages.ts';

export const deleteModelPackageGroup = defineAction<DeleteModelPackageGroupInput, unknown>({
  schema: DeleteModelPackageGroup$,
  access: (request) =>
    accessTo('DeleteModelPackageGroup', arnOf('model-package-group', request.ModelPackageGroupName!)),
  handle({ ModelPackageGroupName: name }, { store }) {
    const { ModelPackageGroupArn } = findGroup(store, name!);
    if (packagesOf(store, name!).length > 0)
      throw new AwsError('ConflictException', `Model Package Group is not empty: ${ModelPackageGroupArn}`);
    store.remove('model-package-group', name!);
  },
});
