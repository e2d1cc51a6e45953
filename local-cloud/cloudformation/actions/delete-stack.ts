import { DeleteStack$, type DeleteStackInput } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../wire/aws-error.ts';
import { accessToStack, defineAction } from '../action.ts';

/** One that is not there is no error, as on AWS. */
export const deleteStack = defineAction<DeleteStackInput, Record<string, never>>({
  schema: DeleteStack$,
  access: ({ StackName }) => accessToStack('DeleteStack', StackName),
  handle({ StackName = '' }, { store, runner }) {
    const stack = store.find(StackName);
    if (!stack || stack.status === 'DELETE_COMPLETE') return {};
    if (stack.operation)
      throw new AwsError('ValidationError', `Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
    stack.changeSets = [];
    runner.begin(stack, { kind: 'DELETE', template: '', before: {} });
    return {};
  },
});
