import type { $SchemaRef, StaticOperationSchema, StaticStructureSchema } from '@smithy/types';

const NAMESPACE = 'labelloop';
const STRING = 0;
const TIMESTAMP = 4;
/** Any JSON. */
const DOCUMENT = 15;

type Members = Record<string, $SchemaRef>;

const structure = (name: string, members: Members, required: number): StaticStructureSchema => [
  3,
  NAMESPACE,
  name,
  0,
  Object.keys(members),
  Object.values(members),
  required,
];

/** @param required how many of the request's members, the first ones, must be there */
function operation(name: string, request: Members, response: Members, required = 0): StaticOperationSchema {
  const input = structure(`${name}Request`, request, required);
  const output = structure(`${name}Response`, response, 0);
  return [9, NAMESPACE, name, 0, () => input, () => output];
}

/**
 * What the labeling engine does beyond SageMaker's API, in the form of the SDK's schemas: clients and the laptop's
 * server use the same.
 */
export const ENGINE_OPERATIONS = {
  DescribeLabelingWork: operation(
    'DescribeLabelingWork',
    { LabelingJobName: STRING },
    {
      LabelingJobName: STRING,
      LabelingJobStatus: STRING,
      CreationTime: DOCUMENT,
      WorkteamArn: STRING,
      WorkersPerObject: DOCUMENT,
      LabelCounters: DOCUMENT,
      Hours: DOCUMENT,
      Workers: DOCUMENT,
      Failures: DOCUMENT,
      Declines: DOCUMENT,
    },
    1,
  ),
  ForgetWorker: operation('ForgetWorker', { WorkerId: STRING }, { Worker: DOCUMENT }, 1),
  InviteWorker: operation(
    'InviteWorker',
    { WorkerName: STRING, WorkteamArn: STRING },
    { Invitation: STRING, WorkerId: STRING, ExpiresAt: TIMESTAMP },
    2,
  ),
  ListWorkers: operation('ListWorkers', { WorkteamArn: STRING }, { Workers: DOCUMENT }),
  UpdateWorker: operation(
    'UpdateWorker',
    { WorkerId: STRING, WorkerStatus: STRING, Reason: STRING },
    { Worker: DOCUMENT },
    2,
  ),
} satisfies Record<string, StaticOperationSchema>;
