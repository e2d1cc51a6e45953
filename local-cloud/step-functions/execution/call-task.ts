import { AwsError } from '../../wire/aws-error.ts';
import type { AccessLog } from '../../wire/service.ts';
import { asJson, isJsonObject, type Json } from '../json.ts';
import { LONGEST_CAUSE, LONGEST_ERROR, withinPayload } from '../quotas.ts';
import { StateError } from '../state-error.ts';
import { parseResource, SDK_SERVICES, sdkErrorName } from '../task-resources.ts';

export interface TaskCalls {
  accessLog: AccessLog;
  /** Resolves to the function's answer; rejects with an Error whose `name` is its errorType. */
  invokeLambda(functionArn: string, payload: unknown): Promise<unknown>;
  /**
   * @param action as the resource spells it, e.g. `describeTrainingJob`
   * @throws an SDK client's error, or the AwsError of a service in this process
   */
  callSdk(service: string, action: string, args: unknown): Promise<unknown>;
}

/** A call to make, as the branch keeps it, so that a restart makes the same one again. */
export interface TaskCall {
  resource: string;
  arguments: Json;
  /** From the moment that this process makes the call: a call made again after a restart has all its time. */
  timeoutSeconds?: number;
}

const clip = (error: string, cause: string) =>
  new StateError(error.slice(0, LONGEST_ERROR), cause.slice(0, LONGEST_CAUSE));

/**
 * Makes the call of a Task.
 * @param principal who calls, for the access log: the state machine's name
 * @throws StateError
 */
export async function callTask(calls: TaskCalls, call: TaskCall, principal: string): Promise<Json> {
  const resource = parseResource(call.resource);
  if (!resource) throw new StateError('States.Runtime', `the laptop cloud cannot call ${call.resource}`);
  const result =
    resource.kind === 'lambda'
      ? await invoke(calls, call.arguments, principal)
      : await callSdk(calls, resource.service, resource.action, call.arguments);
  return withinPayload(result, `the result of ${call.resource}`);
}

async function invoke({ accessLog, invokeLambda }: TaskCalls, argument: Json, principal: string): Promise<Json> {
  if (!isJsonObject(argument) || typeof argument.FunctionName !== 'string') {
    throw new StateError('States.Runtime', 'lambda:invoke needs Arguments.FunctionName');
  }
  accessLog.record({ principal, action: 'lambda:InvokeFunction', resource: argument.FunctionName });
  try {
    const payload = asJson(await invokeLambda(argument.FunctionName, argument.Payload ?? {}));
    return { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
  } catch (thrown) {
    const { name, message, stack } = thrown as Error;
    const trace = stack?.split('\n').slice(0, 20) ?? [];
    throw clip(name, JSON.stringify({ errorMessage: message, errorType: name, trace }));
  }
}

async function callSdk({ callSdk }: TaskCalls, service: string, action: string, argument: Json): Promise<Json> {
  try {
    const result = asJson(await callSdk(service, action, argument));
    if (!isJsonObject(result)) return {};
    const { $metadata: _, ...members } = result;
    return members;
  } catch (thrown) {
    const { name, message, $metadata } = thrown as Error & {
      $metadata?: { httpStatusCode?: number; requestId?: string };
    };
    const { prefix } = SDK_SERVICES[service]!;
    const origin = `(Service: ${prefix}, Status Code: ${$metadata?.httpStatusCode ?? 400}, Request ID: ${$metadata?.requestId ?? 'none'})`;
    throw clip(sdkErrorName(service, thrown instanceof AwsError ? thrown.code : name), `${message} ${origin}`);
  }
}
