import {
  UpdateModelPackage$,
  type UpdateModelPackageInput,
  type UpdateModelPackageOutput,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { arnOf } from '../arn.ts';
import { findPackage, LAPTOP_USER, packageName } from '../model-packages.ts';

export const updateModelPackage = defineAction<UpdateModelPackageInput, UpdateModelPackageOutput>({
  schema: UpdateModelPackage$,
  access: (request) => accessTo('UpdateModelPackage', arnOf('model-package', packageName(request.ModelPackageArn!))),
  handle(request, { store, clock }) {
    const found = findPackage(store, request.ModelPackageArn!);
    const { ModelApprovalStatus, ApprovalDescription, CustomerMetadataProperties: added } = request;
    const kept = Object.entries({ ...found.CustomerMetadataProperties, ...added }).filter(
      ([name]) => !request.CustomerMetadataPropertiesToRemove?.includes(name),
    );
    store.put('model-package', found.ModelPackageName!, {
      ...found,
      ...(ModelApprovalStatus && { ModelApprovalStatus }),
      ...(ApprovalDescription !== undefined && { ApprovalDescription }),
      ...(kept.length > 0 && { CustomerMetadataProperties: Object.fromEntries(kept) }),
      LastModifiedTime: new Date(clock.now()),
      LastModifiedBy: LAPTOP_USER,
    });
    return { ModelPackageArn: found.ModelPackageArn };
  },
});
