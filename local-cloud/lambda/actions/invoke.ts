import { type InvocationRequest, type InvocationResponse, Invoke$ } from '@aws-sdk/client-lambda';
import { AwsError } from '../../wire/aws-error.ts';
import { readBody } from '../../wire/read-body.ts';
import { defineAction } from '../action.ts';
import { functionArn } from '../function-definition.ts';
import { LARGEST_INVOCATION_BYTES } from '../runtime-api.ts';

/**
 * A function that calls another one holds an environment meanwhile: such a call is nested and does not queue behind
 * others.
 */
export const invoke = defineAction<InvocationRequest, InvocationResponse>({
  schema: Invoke$,
  access: ({ FunctionName }, { find }) => [
    { action: 'lambda:InvokeFunction', resource: functionArn(find(FunctionName!).name) },
  ],
  async handle({ FunctionName = '', InvocationType = 'RequestResponse' }, { functions, runNow, runLater }, call) {
    const payload = (await readBody(call.body, 2 * LARGEST_INVOCATION_BYTES)).toString('utf8') || '{}';
    refuseInvalidJson(payload);
    if (InvocationType === 'DryRun') return { output: { StatusCode: 204 } };
    if (InvocationType === 'Event') {
      runLater(FunctionName, payload);
      return { output: { StatusCode: 202 } };
    }
    const isFunction = [...functions.values()].some(({ principal }) => principal === call.caller.principal);
    const result = await runNow(FunctionName, payload, isFunction ? 'nested' : 'waited');
    return {
      output: {
        StatusCode: 200,
        ExecutedVersion: '$LATEST',
        Payload: Buffer.from(result.payload) as InvocationResponse['Payload'],
        ...(result.functionError && { FunctionError: 'Unhandled' }),
      },
    };
  },
});

/** @throws AwsError InvalidRequestContentException */
function refuseInvalidJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw new AwsError('InvalidRequestContentException', message, 400);
  }
}
