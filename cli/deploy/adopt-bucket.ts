import { setTimeout as pause } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { CommandError } from '../command.ts';
import { explainAws } from './aws-place.ts';
import { settleStack } from './settle-stack.ts';
import { findStack, prefixOf } from './stack.ts';

const POLL_MS = 2_000;
const TYPE = 'AWS::S3::Bucket';
const LOGICAL_ID = 'DataBucket';

/** What CloudFormation imports: the bucket alone, as it is. The deploy after it brings it up to date. */
const templateOf = (bucket: string) =>
  JSON.stringify({
    Resources: { [LOGICAL_ID]: { Type: TYPE, DeletionPolicy: 'Retain', Properties: { BucketName: bucket } } },
  });

/**
 * Begins the stage's stack with a bucket that an earlier one left behind, with all that is in it, so that the deploy
 * after it finds the bucket among its own. The stack must not be there.
 * @throws CommandError where CloudFormation refuses; the bucket stays as it is
 */
export async function adoptBucket(
  stage: string,
  bucket: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const client = new CloudFormationClient();
  const names = { StackName: prefixOf(stage), ChangeSetName: 'adopt-bucket' };
  const refuse = (why: string): never => {
    throw new CommandError(`CloudFormation does not take s3://${bucket} over`, {
      where: names.StackName,
      why,
      todo: 'docs/aws.md, "A bucket kept from before", says how to do it by hand; the bucket is as it was',
    });
  };
  tell(`${names.StackName} takes s3://${bucket} over, with all that is in it`);
  try {
    await client.send(
      new CreateChangeSetCommand({
        ...names,
        ChangeSetType: 'IMPORT',
        TemplateBody: templateOf(bucket),
        ResourcesToImport: [
          { ResourceType: TYPE, LogicalResourceId: LOGICAL_ID, ResourceIdentifier: { BucketName: bucket } },
        ],
      }),
    );
    for (;;) {
      const { Status, StatusReason = '' } = await client.send(new DescribeChangeSetCommand(names));
      if (Status === 'CREATE_COMPLETE') break;
      if (Status === 'FAILED') refuse(StatusReason);
      await pause(POLL_MS, undefined, { signal });
    }
    await client.send(new ExecuteChangeSetCommand(names));
    await settleStack(stage, tell, signal);
    const stack = await findStack(stage);
    if (stack?.StackStatus !== 'IMPORT_COMPLETE') refuse(stack?.StackStatusReason ?? 'the import was taken back');
  } catch (error) {
    throw explainAws(error, 'the bucket could not be taken over');
  } finally {
    client.destroy();
  }
}
