import type { Tag } from '@aws-sdk/client-sagemaker';
import type { Clock } from '../clock.ts';
import type { Access, ApiAction, RestCall } from '../wire/api-action.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { RestAnswer } from '../wire/rest-bindings.ts';
import type { ContainerImages } from './container/container-images.ts';
import type { DataCapture } from './endpoints/data-capture.ts';
import type { EndpointFleet } from './endpoints/endpoint-fleet.ts';
import type { RunningJobs } from './jobs/running-jobs.ts';
import type { ResourceStore } from './resource-store.ts';

/** What the actions work on. */
export interface SageMakerContext {
  store: ResourceStore;
  clock: Clock;
  algorithms: ContainerImages;
  trainingJobs: RunningJobs;
  transformJobs: RunningJobs;
  processingJobs: RunningJobs;
  endpoints: EndpointFleet;
  captures: DataCapture;
}

/** One action of SageMaker, with the types of its input and output. */
export const defineAction = <Input extends object, Output>(
  action: ApiAction<Input, Output, SageMakerContext>,
): ApiAction<object, unknown, SageMakerContext> => action;

/** One action of SageMaker's runtime, which speaks REST-JSON. */
export const defineRuntimeAction = <Input extends object, Output extends object>(
  action: ApiAction<Input, RestAnswer<Output>, SageMakerContext, RestCall>,
): ApiAction<object, RestAnswer<object>, SageMakerContext, RestCall> => action;

/**
 * What a policy has to allow for one call.
 * @param resource ARN of what the call touches
 * @param request its tags need a permission of their own
 * @param role the role that the call hands on to SageMaker, if any
 */
export function accessTo(
  action: string,
  resource: string,
  request: { Tags?: Tag[] | undefined } = {},
  role?: string,
): Access[] {
  return [
    { action: `sagemaker:${action}`, resource },
    ...(request.Tags?.length ? [{ action: 'sagemaker:AddTags', resource }] : []),
    ...(role ? [{ action: 'iam:PassRole', resource: role, conditions: PASSED_TO_SAGEMAKER }] : []),
  ];
}

const PASSED_TO_SAGEMAKER = { 'iam:PassedToService': 'sagemaker.amazonaws.com' };

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
