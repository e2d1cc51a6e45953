import {
  CreateModelPackage$,
  type CreateModelPackageInput,
  type CreateModelPackageOutput,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse } from '../action.ts';
import { arnOf } from '../arn.ts';
import { findContainerImage } from '../container/container-images.ts';
import { LAPTOP_USER, packagesOf } from '../model-packages.ts';

export const createModelPackage = defineAction<CreateModelPackageInput, CreateModelPackageOutput>({
  schema: CreateModelPackage$,
  access: (request) => [
    ...accessTo('CreateModelPackage', arnOf('model-package-group', request.ModelPackageGroupName ?? '*')),
    ...accessTo('CreateModelPackage', `${arnOf('model-package', request.ModelPackageGroupName ?? '')}/*`),
  ],
  handle({ ClientToken, ...request }, { store, clock, algorithms }) {
    const group = request.ModelPackageGroupName;
    if (!group)
      refuse('the laptop cloud registers versions of a ModelPackageGroupName only, no ModelPackageName alone');
    if (!store.find('model-package-group', group))
      refuse(`Model Package Group does not exist: ${arnOf('model-package-group', group)}`);
    if (request.Tags?.length) refuse('Tags are not supported for versioned Model Packages; they go to the group');
    const earlier = packagesOf(store, group);
    const same = ClientToken && earlier.find((one) => one.clientToken === ClientToken);
    if (same) return { ModelPackageArn: same.ModelPackageArn };
    const [container, ...others] = request.InferenceSpecification?.Containers ?? [];
    if (!container?.ModelDataUrl || others.length > 0)
      refuse('the laptop cloud needs one container with Image and ModelDataUrl (a model.tar.gz)');
    findContainerImage(algorithms, container.Image);
    const version = 1 + Math.max(0, ...earlier.map(({ ModelPackageVersion = 0 }) => ModelPackageVersion));
    const name = `${group}/${version}`;
    const arn = arnOf('model-package', name);
    const now = new Date(clock.now());
    store.put('model-package', name, {
      ...request,
      ModelPackageName: name,
      ModelPackageVersion: version,
      ModelPackageArn: arn,
      ModelPackageStatus: 'Completed',
      ModelPackageStatusDetails: { ValidationStatuses: [] },
      ModelApprovalStatus: request.ModelApprovalStatus ?? 'PendingManualApproval',
      CreationTime: now,
      CreatedBy: LAPTOP_USER,
      ...(ClientToken && { clientToken: ClientToken }),
    });
    return { ModelPackageArn: arn };
  },
});
