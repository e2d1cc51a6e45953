import { DeleteModelPackage$, type DeleteModelPackageInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { arnOf } from '../arn.ts';
import { findPackage, packageName } from '../model-packages.ts';

export const deleteModelPackage = defineAction<DeleteModelPackageInput, unknown>({
  schema: DeleteModelPackage$,
  access: (request) => accessTo('DeleteModelPackage', arnOf('model-package', packageName(request.ModelPackageName!))),
  handle({ ModelPackageName }, { store }) {
    store.remove('model-package', findPackage(store, ModelPackageName!).ModelPackageName!);
  },
});
