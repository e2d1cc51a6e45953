import { setTimeout as pause } from 'node:timers/promises';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { explainAws } from './aws-place.ts';
import { findStack, prefixOf } from './stack.ts';

const POLL_MS = 5_000;

/** Stacks in which nothing was ever made, or nothing is left: only a deletion gets them any further. */
const HOLLOW = /^(REVIEW_IN_PROGRESS|ROLLBACK_COMPLETE|IMPORT_ROLLBACK_COMPLETE)$/;
const MOVING = /_IN_PROGRESS$/;

export const isHollow = (status: string) => HOLLOW.test(status);
export const isMoving = (status: string) => MOVING.test(status) && !isHollow(status);

/**
 * Brings a stage's stack to where a deploy can go on: waits for what a deploy that was stopped left under way, and
 * deletes a stack that holds nothing.
 * @param tell gets each state that it waits in
 * @throws CommandError where AWS does not let us
 */
export async function settleStack(
  stage: string,
  tell: (line: string) => void,
  signal: AbortSignal,
  pollMs = POLL_MS,
): Promise<void> {
  const client = new CloudFormationClient();
  const StackName = prefixOf(stage);
  try {
    for (let last = ''; ; await pause(pollMs, undefined, { signal })) {
      const stack = await findStack(stage);
      if (!stack) return;
      const status = stack.StackStatus!;
      if (isHollow(status)) {
        tell(`${StackName} is ${status} and holds nothing: deleting it`);
        await client.send(new DeleteStackCommand({ StackName }));
        continue;
      }
      if (!isMoving(status)) return;
      const now = `${StackName} is ${status}: waiting for its end${await newestEvent(client, stack)}`;
      if (now !== last) tell(now);
      last = now;
    }
  } catch (error) {
    throw explainAws(error, 'AWS does not let us at the stack');
  } finally {
    client.destroy();
  }
}

async function newestEvent(client: CloudFormationClient, { StackId }: Stack): Promise<string> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: StackId }));
  const newest = StackEvents[0];
  return newest ? ` (${newest.LogicalResourceId} ${newest.ResourceStatus})` : '';
}
