import type { ApiAction } from '../wire/api-action.ts';
import { AwsError } from '../wire/aws-error.ts';
import { ACCOUNT_ID, REGION } from '../wire/service.ts';
import type { CustomLabelsStore, StoredDataset, StoredProject, StoredVersion } from './custom-labels-store.ts';
import type { StandIn } from './stand-in/stand-in.ts';

/** What Rekognition's actions work on. */
export interface RekognitionContext {
  store: CustomLabelsStore;
  /** labelloop's own training and answers, in the place of Rekognition's. */
  standIn: StandIn;
  now(): number;
}

/** One action of Rekognition, with the types of its input and output. */
export const defineAction = <Input extends object, Output>(
  action: ApiAction<Input, Output, RekognitionContext>,
): ApiAction<object, unknown, RekognitionContext> => action;

const arn = (rest: string) => `arn:aws:rekognition:${REGION}:${ACCOUNT_ID}:project/${rest}`;

/** @param at ms since 1970: Rekognition's ARNs end with the moment in which the thing was made */
export const projectArn = (name: string, at: number) => arn(`${name}/${at}`);
export const datasetArn = (name: string, type: string, at: number) =>
  arn(`${name}/dataset/${type.toLowerCase()}/${at}`);
export const versionArn = (name: string, version: string, at: number) => arn(`${name}/version/${version}/${at}`);

/** Where there is no such thing, for a policy to judge. */
export const anyProjectArn = (name: string) => arn(`${name}/*`);

const missing = (what: string) => new AwsError('ResourceNotFoundException', `The resource ${what} can't be found.`);

/** @throws AwsError ResourceNotFoundException */
export function requireProject(store: CustomLabelsStore, wanted: string): StoredProject {
  const found = store.projects().find((project) => project.arn === wanted);
  if (!found) throw missing(wanted);
  return found;
}

/** @throws AwsError ResourceNotFoundException */
export function requireDataset(store: CustomLabelsStore, wanted: string): StoredDataset {
  const found = store.datasets().find((dataset) => dataset.arn === wanted);
  if (!found) throw missing(wanted);
  return found;
}

/** @throws AwsError ResourceNotFoundException */
export function requireVersion(store: CustomLabelsStore, wanted: string): StoredVersion {
  const found = store.versions().find((version) => version.arn === wanted);
  if (!found) throw missing(wanted);
  return found;
}

/** What the stand-in does not do, or Rekognition refuses. @throws AwsError InvalidParameterException */
export function refuse(message: string): never {
  throw new AwsError('InvalidParameterException', message);
}

/** The thing is in a state in which this cannot be. @throws AwsError ResourceInUseException */
export function inUse(message: string): never {
  throw new AwsError('ResourceInUseException', message);
}
