import type { ApiAction } from '../wire/api-action.ts';
import { ACCOUNT_ID, REGION } from '../wire/service.ts';
import type { StackRunner } from './stack-runner.ts';
import type { StackStore } from './stack-store.ts';

/** What CloudFormation's actions work on. */
export interface CloudFormationContext {
  store: StackStore;
  runner: StackRunner;
  now(): number;
  /** Text of an object in the laptop's S3. @throws when it is not there */
  readTemplate(url: string): Promise<string>;
}

/** One action of CloudFormation, with the types of its input and output. */
export const defineAction = <Input extends object, Output>(
  action: ApiAction<Input, Output, CloudFormationContext>,
): ApiAction<object, unknown, CloudFormationContext> => action;

/** What a policy has to allow for an action on a stack, by its name or its id. */
export const accessToStack = (action: string, stack: string | undefined) => [
  {
    action: `cloudformation:${action}`,
    resource: stack?.startsWith('arn:') ? stack : `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stack}/*`,
  },
];
