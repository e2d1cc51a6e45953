import type { ApiAction } from '../wire/api-action.ts';
import type { CloudFormationContext } from './action.ts';
import { createChangeSet } from './actions/create-change-set.ts';
import { deleteChangeSet } from './actions/delete-change-set.ts';
import { deleteStack } from './actions/delete-stack.ts';
import { describeChangeSet } from './actions/describe-change-set.ts';
import { describeStackEvents } from './actions/describe-stack-events.ts';
import { describeStackResource } from './actions/describe-stack-resource.ts';
import { describeStackResources } from './actions/describe-stack-resources.ts';
import { describeStacks } from './actions/describe-stacks.ts';
import { executeChangeSet } from './actions/execute-change-set.ts';
import { getTemplate } from './actions/get-template.ts';
import { listStackResources } from './actions/list-stack-resources.ts';
import { validateTemplate } from './actions/validate-template.ts';

/** Every action of CloudFormation that the laptop cloud has; docs/feature-support/cloudformation.md lists them. */
export const CLOUDFORMATION_ACTIONS: ReadonlyArray<ApiAction<object, unknown, CloudFormationContext>> = [
  createChangeSet,
  deleteChangeSet,
  deleteStack,
  describeChangeSet,
  describeStackEvents,
  describeStackResource,
  describeStackResources,
  describeStacks,
  executeChangeSet,
  getTemplate,
  listStackResources,
  validateTemplate,
];
