import type { ApiAction, RestCall } from '../wire/api-action.ts';
import type { LambdaContext } from './action.ts';
import { getAccountSettings } from './actions/get-account-settings.ts';
import { getFunction } from './actions/get-function.ts';
import { invoke } from './actions/invoke.ts';
import { listFunctions } from './actions/list-functions.ts';

/** Every action of Lambda that the laptop cloud has; docs/feature-support/lambda.md lists them. */
export const LAMBDA_ACTIONS: ReadonlyArray<ApiAction<object, unknown, LambdaContext, RestCall>> = [
  getAccountSettings,
  getFunction,
  invoke,
  listFunctions,
];
