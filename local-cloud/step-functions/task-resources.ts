/** SDK integrations by the service's name in the resource: the prefix of its error names, and the errors it models. */
export const SDK_SERVICES: Record<string, { prefix: string; modeledErrors: string[] }> = {
  sagemaker: {
    prefix: 'SageMaker',
    modeledErrors: ['ConflictException', 'ResourceInUse', 'ResourceLimitExceeded', 'ResourceNotFound'],
  },
};

export const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';

export type TaskResource =
  | { kind: 'lambda'; resourceType: 'lambda'; action: 'invoke' }
  | { kind: 'sdk'; resourceType: string; service: string; action: string };

/** Reads a Task's Resource; undefined when this interpreter cannot call it. */
export function parseResource(resource: string): TaskResource | undefined {
  if (resource === LAMBDA_INVOKE) return { kind: 'lambda', resourceType: 'lambda', action: 'invoke' };
  const [, service, action] = /^arn:aws:states:::aws-sdk:([a-z0-9]+):([a-z][A-Za-z0-9]*)$/.exec(resource) ?? [];
  if (!service || !action || !Object.hasOwn(SDK_SERVICES, service)) return undefined;
  return { kind: 'sdk', resourceType: `aws-sdk:${service}`, service, action };
}

/**
 * The error name of an SDK integration: modeled errors keep theirs, all others (validation, throttling, a missing
 * endpoint) share one, as in the Java SDK that Step Functions calls with.
 * @param name as JavaScript's SDK clients name it, or already in AWS's form (`SageMaker.…`)
 */
export function sdkErrorName(service: string, name: string): string {
  const { prefix, modeledErrors } = SDK_SERVICES[service]!;
  if (name.startsWith(`${prefix}.`)) return name;
  if (!modeledErrors.includes(name)) return `${prefix}.${prefix}Exception`;
  return `${prefix}.${name.endsWith('Exception') ? name : `${name}Exception`}`;
}
