import { GetFunction$, type GetFunctionRequest, type GetFunctionResponse } from '@aws-sdk/client-lambda';
import { defineAction } from '../action.ts';
import { functionConfiguration } from '../function-configuration.ts';
import { functionArn } from '../function-definition.ts';

export const getFunction = defineAction<GetFunctionRequest, GetFunctionResponse>({
  schema: GetFunction$,
  access: ({ FunctionName }, { find }) => [
    { action: 'lambda:GetFunction', resource: functionArn(find(FunctionName!).name) },
  ],
  handle: ({ FunctionName }, { find }) => ({
    output: { Configuration: functionConfiguration(find(FunctionName!)), Tags: {} },
  }),
});
