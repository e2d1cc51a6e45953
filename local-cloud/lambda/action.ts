import type { ApiAction, RestCall } from '../wire/api-action.ts';
import type { RestAnswer } from '../wire/rest-bindings.ts';
import type { Urgency } from './environment-pool.ts';
import type { InvocationResult } from './execution-environment.ts';
import type { FunctionDefinition } from './function-definition.ts';

/** What Lambda's actions work on. */
export interface LambdaContext {
  functions: ReadonlyMap<string, FunctionDefinition>;
  /** @throws AwsError ResourceNotFoundException */
  find(nameOrArn: string): FunctionDefinition;
  /** @param payload JSON text @throws AwsError RequestTooLargeException */
  runNow(nameOrArn: string, payload: string, urgency: Urgency): Promise<InvocationResult>;
  /** Resolves to nothing as soon as the event is on disk. @throws AwsError RequestTooLargeException */
  runLater(nameOrArn: string, payload: string): void;
}

/** One action of Lambda, with the types of its input and output. */
export const defineAction = <Input extends object, Output extends object>(
  action: ApiAction<Input, RestAnswer<Output>, LambdaContext, RestCall>,
): ApiAction<object, RestAnswer<object>, LambdaContext, RestCall> => action;
