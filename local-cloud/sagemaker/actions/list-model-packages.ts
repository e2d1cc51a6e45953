import { ListModelPackages$, type ListModelPackagesInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { packagesOf } from '../model-packages.ts';
import { resourcePage } from '../resource-page.ts';

export const listModelPackages = defineAction<ListModelPackagesInput, unknown>({
  schema: ListModelPackages$,
  access: () => accessTo('ListModelPackages', '*'),
  handle({ ModelPackageGroupName, ModelApprovalStatus, ModelPackageType: _, ...request }, { store }) {
    // Only versions of groups are kept here: `ModelPackageType` leaves none out that a group names.
    const packages = ModelPackageGroupName ? packagesOf(store, ModelPackageGroupName) : store.all('model-package');
    const wanted = packages.filter((one) => !ModelApprovalStatus || one.ModelApprovalStatus === ModelApprovalStatus);
    const { summaries, ...rest } = resourcePage(
      request,
      wanted.map((one) => ({ name: one.ModelPackageName!, created: one.CreationTime!, summary: one })),
    );
    return { ModelPackageSummaryList: summaries, ...rest };
  },
});
