import { SageMakerClient, type SageMakerClientConfig } from '@aws-sdk/client-sagemaker';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import * as z from 'zod/mini';
import { readConfig } from '../config.ts';
import { type LabelingWork, labelingWorkSchema, type Worker, workerSchema } from '../contracts/labeling-people.ts';
import { parse } from '../contracts/parse.ts';
import { carriedByLambda } from './carried-by-lambda.ts';
import { ENGINE_OPERATIONS } from './engine-operations.ts';

/**
 * The engine speaks SageMaker's protocol at SageMaker's endpoint: its own operations are commands of SageMaker's client
 * like any other.
 */
const command = makeBuilder(
  {
    UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
    Endpoint: { type: 'builtInParams', name: 'endpoint' },
    Region: { type: 'builtInParams', name: 'region' },
    UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
  },
  'SageMaker',
  'SageMakerClient',
  getEndpointPlugin,
);
const commandOf = (name: keyof typeof ENGINE_OPERATIONS) => command({}, () => [], name, ENGINE_OPERATIONS[name]);
const COMMANDS = {
  DescribeLabelingWork: commandOf('DescribeLabelingWork'),
  ForgetWorker: commandOf('ForgetWorker'),
  InviteWorker: commandOf('InviteWorker'),
  ListWorkers: commandOf('ListWorkers'),
  UpdateWorker: commandOf('UpdateWorker'),
};

/** What the labeling engine knows of its people; Ground Truth has no such operations and refuses them by name. */
export function labelingPeople(config: SageMakerClientConfig = {}) {
  const client = new SageMakerClient({ maxAttempts: 5, ...config });
  const call = async <Schema extends z.core.$ZodType>(
    name: keyof typeof COMMANDS,
    request: Record<string, unknown>,
    schema: Schema,
  ) => {
    const answer: unknown = await client.send(new COMMANDS[name](request) as never);
    return parse(schema, answer, `the answer of ${name}`);
  };
  return {
    /** Everybody who was ever invited, or those of one team, by name. */
    async list(workteamArn?: string): Promise<Worker[]> {
      const request = workteamArn === undefined ? {} : { WorkteamArn: workteamArn };
      return (await call('ListWorkers', request, z.object({ Workers: z.array(workerSchema) }))).Workers;
    },
    /** @returns what belongs into the portal's one-time link, and the person's pseudonym */
    async invite(name: string, workteamArn: string): Promise<{ invitation: string; workerId: string }> {
      const request = { WorkerName: name, WorkteamArn: workteamArn };
      const answer = z.object({ Invitation: z.string(), WorkerId: z.string() });
      const { Invitation, WorkerId } = await call('InviteWorker', request, answer);
      return { invitation: Invitation, workerId: WorkerId };
    },
    /** @param reason told to a worker who is paused */
    async update(workerId: string, status: 'Active' | 'Paused' | 'Removed', reason?: string): Promise<Worker> {
      const request = { WorkerId: workerId, WorkerStatus: status, ...(reason && { Reason: reason }) };
      return (await call('UpdateWorker', request, z.object({ Worker: workerSchema }))).Worker;
    },
    /** Takes a person's name, password, sessions and teams away for good. */
    async forget(workerId: string): Promise<void> {
      await call('ForgetWorker', { WorkerId: workerId }, z.object({ Worker: workerSchema }));
    },
    /** How a labeling job goes. */
    work: (labelingJobName: string): Promise<LabelingWork> =>
      call('DescribeLabelingWork', { LabelingJobName: labelingJobName }, labelingWorkSchema),
    close: () => client.destroy(),
  };
}

let own: ReturnType<typeof labelingPeople> | undefined;

/** The people of the engine that this process's jobs go to. */
export function ownLabelingPeople(): ReturnType<typeof labelingPeople> {
  const { LABELING_FUNCTION_NAME } = readConfig('LABELING_FUNCTION_NAME');
  own ??= labelingPeople(
    LABELING_FUNCTION_NAME ? { requestHandler: carriedByLambda(LABELING_FUNCTION_NAME) } : undefined,
  );
  return own;
}
