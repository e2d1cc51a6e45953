import type { Tag } from '@aws-sdk/client-sagemaker';
import type { StaticOperationSchema } from '@smithy/types';
import type { Clock } from '../clock.ts';
import { AwsError } from '../wire/aws-error.ts';
import { type JsonAction, schemaOf } from '../wire/json-protocol.ts';
import type { AccessLog } from '../wire/service.ts';
import type { Algorithms } from './container/algorithms.ts';
import type { EndpointFleet } from './endpoints/endpoint-fleet.ts';
import type { JobRunner } from './jobs/job-runner.ts';
import type { ResourceStore } from './resource-store.ts';

/** What the actions work on. */
export interface SageMakerContext {
  store: ResourceStore;
  clock: Clock;
  accessLog: AccessLog;
  algorithms: Algorithms;
  trainingJobs: JobRunner;
  transformJobs: JobRunner;
  endpoints: EndpointFleet;
}

export interface ActionParts<Input, Output> {
  /** ARN of what the call touches, as an IAM policy sees it. */
  resource(request: Input): string;
  /** The role that the call hands on to SageMaker, if any. */
  passedRole?(request: Input): string | undefined;
  handle(request: Input): Output | Promise<Output>;
}

/**
 * One SageMaker operation. Logs what an IAM policy would have to allow, then answers.
 * @param operation the SDK's operation schema, e.g. `CreateModel$`
 */
export function sageMakerAction<Input extends object, Output>(
  operation: StaticOperationSchema,
  accessLog: AccessLog,
  parts: ActionParts<Input, Output>,
): JsonAction {
  const [, , name, , input, output] = operation;
  return {
    input: schemaOf(input),
    output: schemaOf(output),
    async handle(checked, { caller: { principal } }) {
      const request = checked as Input & { Tags?: Tag[] };
      const resource = parts.resource(request);
      accessLog.record({ principal, action: `sagemaker:${name}`, resource });
      if (name !== 'AddTags' && request.Tags?.length)
        accessLog.record({ principal, action: 'sagemaker:AddTags', resource });
      const role = parts.passedRole?.(request);
      if (role)
        accessLog.record({
          principal,
          action: 'iam:PassRole',
          resource: role,
          conditions: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
        });
      return parts.handle(request);
    },
  };
}

/** @throws AwsError ValidationException */
export function refuse(message: string): never {
  throw new AwsError('ValidationException', message);
}

/** A job that is not there. @throws AwsError ResourceNotFound */
export function refuseMissingJob(): never {
  throw new AwsError('ResourceNotFound', 'Requested resource not found.');
}

/** Models, endpoints and their configs have no error name of their own: clients read the message. @throws AwsError */
export const refuseMissing = (kind: string, arn: string): never => refuse(`Could not find ${kind} "${arn}".`);
