import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { settleStack } from '../../../cli/deploy/settle-stack.ts';

const cloudFormation = mockClient(CloudFormationClient);
const gone = Object.assign(new Error('Stack with id labelloop-dev does not exist'), { name: 'ValidationError' });
const stack = (StackStatus: StackStatus) => ({
  Stacks: [{ StackName: 'labelloop-dev', StackId: 'arn:stack', CreationTime: new Date(0), StackStatus }],
});
/** What the command says, and whether it deleted the stack. */
async function settle() {
  const said: string[] = [];
  await settleStack('dev', (line) => said.push(line), AbortSignal.timeout(20_000), 1);
  return { said, deleted: cloudFormation.commandCalls(DeleteStackCommand).length };
}

beforeEach(() => {
  cloudFormation.reset();
  cloudFormation.on(DeleteStackCommand).resolves({});
  cloudFormation.on(DescribeStackEventsCommand).resolves({
    StackEvents: [
      {
        ...{ StackId: 'arn:stack', EventId: '1', StackName: 'labelloop-dev', Timestamp: new Date(0) },
        ...{ LogicalResourceId: 'DataBucket', ResourceStatus: 'CREATE_IN_PROGRESS' },
      },
    ],
  });
});

it.each(['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE'] as const)(
  'deletes a stack that holds nothing: %s, as a kill or a failed first deploy leaves it',
  async (status) => {
    cloudFormation.on(DescribeStacksCommand).resolvesOnce(stack(status)).rejects(gone);
    expect(await settle()).toEqual({ said: [expect.stringContaining('holds nothing')], deleted: 1 });
  },
);

it('waits for what is under way, and says at what resource it is', async () => {
  cloudFormation
    .on(DescribeStacksCommand)
    .resolvesOnce(stack('UPDATE_IN_PROGRESS'))
    .resolvesOnce(stack('UPDATE_IN_PROGRESS'))
    .resolves(stack('UPDATE_ROLLBACK_COMPLETE'));
  const { said, deleted } = await settle();
  expect(said).toEqual(['labelloop-dev is UPDATE_IN_PROGRESS: waiting for its end (DataBucket CREATE_IN_PROGRESS)']);
  expect(deleted).toBe(0);
});

it('leaves alone what stands, and what only a person can mend', async () => {
  for (const status of ['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED'] as const) {
    cloudFormation.on(DescribeStacksCommand).resolves(stack(status));
    expect(await settle()).toEqual({ said: [], deleted: 0 });
  }
});
