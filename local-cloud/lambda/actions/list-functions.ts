import { ListFunctions$, type ListFunctionsRequest, type ListFunctionsResponse } from '@aws-sdk/client-lambda';
import { defineAction } from '../action.ts';
import { functionConfiguration } from '../function-configuration.ts';

/** All functions on one page. */
export const listFunctions = defineAction<ListFunctionsRequest, ListFunctionsResponse>({
  schema: ListFunctions$,
  access: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
  handle: (_, { functions }) => ({ output: { Functions: [...functions.values()].map(functionConfiguration) } }),
});
