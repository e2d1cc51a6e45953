import {
  ExecuteChangeSet$,
  type ExecuteChangeSetInput,
  type ExecuteChangeSetOutput,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../wire/aws-error.ts';
import { accessToStack, defineAction } from '../action.ts';
import { findChangeSet } from '../find-change-set.ts';

export const executeChangeSet = defineAction<ExecuteChangeSetInput, ExecuteChangeSetOutput>({
  schema: ExecuteChangeSet$,
  access: ({ StackName }) => accessToStack('ExecuteChangeSet', StackName),
  handle({ StackName, ChangeSetName }, context) {
    const { stack, changeSet } = findChangeSet(context, StackName, ChangeSetName);
    if (changeSet.status === 'FAILED' || stack.operation)
      throw new AwsError(
        'InvalidChangeSetStatus',
        `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
      );
    // As on AWS: what is executed takes all change sets of the stack with it.
    stack.changeSets = [];
    const before = structuredClone(stack.resources);
    context.runner.begin(stack, { kind: changeSet.kind, template: changeSet.template, before });
    return {};
  },
});
