import type { ApiAction, RestCall } from '../wire/api-action.ts';
import type { LambdaContext } from './action.ts';
import { getFunction } from './actions/get-function.ts';
import { invoke } from './actions/invoke.ts';
import { listFunctions } from './actions/list-functions.ts';

/** Every action of Lambda that the laptop cloud has; docs/feature-support/lambda.md lists them. */
export const LAMBDA_ACTIONS: ReadonlyArray<ApiAction<object, unknown, LambdaContext, RestCall>> = [
  getFunction,
  invoke,
  listFunctions,
];
