import type { StaticOperationSchema, StaticStructureSchema } from '@smithy/types';

const NAMESPACE = 'labelloop';
const STRING = 0;
const TIMESTAMP = 4;

const request: StaticStructureSchema = [
  3,
  NAMESPACE,
  'InviteWorkerRequest',
  0,
  ['WorkerName', 'WorkteamArn'],
  [STRING, STRING],
  2,
];
const response: StaticStructureSchema = [
  3,
  NAMESPACE,
  'InviteWorkerResponse',
  0,
  ['Invitation', 'WorkerId', 'ExpiresAt'],
  [STRING, STRING, TIMESTAMP],
  3,
];

/** Our own operation among SageMaker's, in the form of the SDK's schemas: on AWS Cognito invites people. */
export const inviteWorkerOperation: StaticOperationSchema = [
  9,
  NAMESPACE,
  'InviteWorker',
  0,
  () => request,
  () => response,
];
