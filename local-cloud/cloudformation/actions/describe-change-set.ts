import {
  DescribeChangeSet$,
  type DescribeChangeSetInput,
  type DescribeChangeSetOutput,
} from '@aws-sdk/client-cloudformation';
import { accessToStack, defineAction } from '../action.ts';
import { findChangeSet } from '../find-change-set.ts';

export const describeChangeSet = defineAction<DescribeChangeSetInput, DescribeChangeSetOutput>({
  schema: DescribeChangeSet$,
  access: ({ StackName }) => accessToStack('DescribeChangeSet', StackName),
  handle({ StackName, ChangeSetName }, context) {
    const { stack, changeSet } = findChangeSet(context, StackName, ChangeSetName);
    return {
      ChangeSetName: changeSet.name,
      ChangeSetId: changeSet.id,
      StackId: stack.id,
      StackName: stack.name,
      CreationTime: new Date(changeSet.at),
      ExecutionStatus: changeSet.status === 'FAILED' ? 'UNAVAILABLE' : 'AVAILABLE',
      Status: changeSet.status,
      ...(changeSet.reason !== undefined && { StatusReason: changeSet.reason }),
      Tags: stack.tags,
      Changes: changeSet.changes.map(({ action, logicalId, type }) => ({
        Type: 'Resource' as const,
        ResourceChange: { Action: action, LogicalResourceId: logicalId, ResourceType: type },
      })),
    };
  },
});
