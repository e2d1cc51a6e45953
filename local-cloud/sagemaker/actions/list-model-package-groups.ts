import { ListModelPackageGroups$, type ListModelPackageGroupsInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { resourcePage } from '../resource-page.ts';

export const listModelPackageGroups = defineAction<ListModelPackageGroupsInput, unknown>({
  schema: ListModelPackageGroups$,
  access: () => accessTo('ListModelPackageGroups', '*'),
  handle(request, { store }) {
    const groups = store
      .all('model-package-group')
      .map((group) => ({ name: group.ModelPackageGroupName!, created: group.CreationTime!, summary: group }));
    const { summaries, ...rest } = resourcePage(request, groups);
    return { ModelPackageGroupSummaryList: summaries, ...rest };
  },
});
