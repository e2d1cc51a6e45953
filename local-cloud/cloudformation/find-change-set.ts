import { AwsError } from '../wire/aws-error.ts';
import type { CloudFormationContext } from './action.ts';
import type { ChangeSet, StackDocument } from './stack-document.ts';

/** @throws AwsError ChangeSetNotFound, ValidationError */
export function findChangeSet(
  { store }: CloudFormationContext,
  stackName: string | undefined,
  nameOrId: string | undefined,
): { stack: StackDocument; changeSet: ChangeSet } {
  const stack = stackName
    ? store.require(stackName)
    : store.all().find(({ changeSets }) => changeSets.some(({ id }) => id === nameOrId));
  const changeSet = stack?.changeSets.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (stack && changeSet) return { stack, changeSet };
  throw new AwsError('ChangeSetNotFound', `ChangeSet [${nameOrId}] does not exist`, 404);
}
