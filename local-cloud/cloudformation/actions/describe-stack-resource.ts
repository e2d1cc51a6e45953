import {
  DescribeStackResource$,
  type DescribeStackResourceInput,
  type DescribeStackResourceOutput,
  type ResourceStatus,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../wire/aws-error.ts';
import { accessToStack, defineAction } from '../action.ts';

export const describeStackResource = defineAction<DescribeStackResourceInput, DescribeStackResourceOutput>({
  schema: DescribeStackResource$,
  access: ({ StackName }) => accessToStack('DescribeStackResource', StackName),
  handle({ StackName, LogicalResourceId = '' }, { store }) {
    const { id, name, resources } = store.require(StackName);
    const found = resources[LogicalResourceId];
    if (!found) throw new AwsError('ValidationError', `Resource ${LogicalResourceId} does not exist for stack ${name}`);
    return {
      StackResourceDetail: {
        StackId: id,
        StackName: name,
        LogicalResourceId,
        PhysicalResourceId: found.physicalId,
        ResourceType: found.type,
        LastUpdatedTimestamp: new Date(found.at),
        ResourceStatus: found.status as ResourceStatus,
      },
    };
  },
});
