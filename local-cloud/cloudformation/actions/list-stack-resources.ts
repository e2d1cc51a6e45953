import {
  ListStackResources$,
  type ListStackResourcesInput,
  type ListStackResourcesOutput,
  type ResourceStatus,
} from '@aws-sdk/client-cloudformation';
import { accessToStack, defineAction } from '../action.ts';

export const listStackResources = defineAction<ListStackResourcesInput, ListStackResourcesOutput>({
  schema: ListStackResources$,
  access: ({ StackName }) => accessToStack('ListStackResources', StackName),
  handle: ({ StackName }, { store }) => ({
    StackResourceSummaries: Object.entries(store.require(StackName).resources).map(([key, one]) => ({
      LogicalResourceId: key,
      PhysicalResourceId: one.physicalId,
      ResourceType: one.type,
      LastUpdatedTimestamp: new Date(one.at),
      ResourceStatus: one.status as ResourceStatus,
    })),
  }),
});
