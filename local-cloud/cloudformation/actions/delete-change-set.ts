import {
  DeleteChangeSet$,
  type DeleteChangeSetInput,
  type DeleteChangeSetOutput,
} from '@aws-sdk/client-cloudformation';
import { accessToStack, defineAction } from '../action.ts';

/** One that is not there is no error, as on AWS. */
export const deleteChangeSet = defineAction<DeleteChangeSetInput, DeleteChangeSetOutput>({
  schema: DeleteChangeSet$,
  access: ({ StackName }) => accessToStack('DeleteChangeSet', StackName),
  handle({ StackName, ChangeSetName }, { store }) {
    const stack = store.require(StackName);
    stack.changeSets = stack.changeSets.filter(({ id, name }) => id !== ChangeSetName && name !== ChangeSetName);
    store.save(stack);
    return {};
  },
});
