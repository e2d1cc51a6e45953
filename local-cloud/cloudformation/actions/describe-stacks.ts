import {
  DescribeStacks$,
  type DescribeStacksInput,
  type DescribeStacksOutput,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { accessToStack, defineAction } from '../action.ts';
import type { StackDocument } from '../stack-document.ts';

export const describeStacks = defineAction<DescribeStacksInput, DescribeStacksOutput>({
  schema: DescribeStacks$,
  access: ({ StackName }) => accessToStack('DescribeStacks', StackName ?? '*'),
  handle: ({ StackName }, { store }) => ({
    Stacks: (StackName
      ? [store.require(StackName)]
      : store.all().filter(({ status }) => status !== 'DELETE_COMPLETE')
    ).map(describe),
  }),
});

const describe = ({ id, name, status, reason, createdAt, updatedAt, tags, outputs }: StackDocument) => ({
  StackId: id,
  StackName: name,
  StackStatus: status as StackStatus,
  ...(reason !== undefined && { StackStatusReason: reason }),
  CreationTime: new Date(createdAt),
  ...(updatedAt !== undefined && { LastUpdatedTime: new Date(updatedAt) }),
  Tags: tags,
  Capabilities: [],
  Outputs: outputs.map(({ key, value, description }) => ({
    OutputKey: key,
    OutputValue: value,
    ...(description !== undefined && { Description: description }),
  })),
});
