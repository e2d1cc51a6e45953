import {
  DescribeStackResources$,
  type DescribeStackResourcesInput,
  type DescribeStackResourcesOutput,
  type ResourceStatus,
} from '@aws-sdk/client-cloudformation';
import { accessToStack, defineAction } from '../action.ts';

export const describeStackResources = defineAction<DescribeStackResourcesInput, DescribeStackResourcesOutput>({
  schema: DescribeStackResources$,
  access: ({ StackName }) => accessToStack('DescribeStackResources', StackName),
  handle({ StackName, LogicalResourceId }, { store }) {
    const { id, name, resources } = store.require(StackName);
    const wanted = Object.entries(resources).filter(
      ([key]) => LogicalResourceId === undefined || key === LogicalResourceId,
    );
    return {
      StackResources: wanted.map(([key, { physicalId, type, at, status }]) => ({
        StackId: id,
        StackName: name,
        LogicalResourceId: key,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        Timestamp: new Date(at),
        ResourceStatus: status as ResourceStatus,
      })),
    };
  },
});
