import type { StaticStructureSchema } from '@smithy/types';
import type { LabelingAction } from '../../labeling-engine/action.ts';
import type { JsonAction } from '../wire/json-protocol.ts';
import { asAwsErrors } from './actions.ts';

const STRING = 0;
const TIMESTAMP = 4;
const NAMESPACE = 'labelloop';

const input: StaticStructureSchema = [
  3,
  NAMESPACE,
  'InviteWorkerRequest',
  0,
  ['WorkerName', 'WorkteamArn'],
  [STRING, STRING],
];
const output: StaticStructureSchema = [
  3,
  NAMESPACE,
  'InviteWorkerResponse',
  0,
  ['Invitation', 'WorkerId', 'ExpiresAt'],
  [STRING, STRING, TIMESTAMP],
];

/** The one operation of the laptop's SageMaker that AWS does not have: there, Cognito mails the invitation. */
export const inviteWorkerAction = (inviteWorker: LabelingAction): JsonAction => ({
  input,
  output,
  handle: (request) => asAwsErrors(() => inviteWorker({ ...request })),
});
