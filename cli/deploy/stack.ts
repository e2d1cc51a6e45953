import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CommandError, usageError } from '../command.ts';
import { explainAws } from './aws-place.ts';

/** What the stack of a stage says of itself when it stands. */
export interface StageOutputs {
  bucket: string;
  stateMachineArn: string;
  detectorBuild: string;
  detectorImage: string;
  /** URI of the repository of algorithms that people bring; undefined in a stage of before there was one. */
  algorithmsRepository: string | undefined;
  /** Without our own labeling engine there is no portal. */
  portalUrl: string | undefined;
  /** The Lambda function that is the labeling engine; undefined: SageMaker Ground Truth labels. */
  labelingFunction: string | undefined;
  /** The queue of events that no function took. */
  deadLettersUrl: string | undefined;
}

export const prefixOf = (stage: string) => `labelloop-${stage}`;

/** @throws CommandError for a stage whose names AWS would not take */
export function requireStageName(stage: string): string {
  if (/^[a-z](-?[a-z0-9]){0,15}$/.test(stage)) return stage;
  throw usageError(`--stage ${stage} cannot be a stage's name`, 'take 1-16 characters of a-z, 0-9 and -, e.g. dev');
}

/**
 * The stage's stack, in whatever state; undefined when there is none.
 * @throws CommandError where AWS does not let us ask
 */
export async function findStack(stage: string): Promise<Stack | undefined> {
  const client = new CloudFormationClient();
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: prefixOf(stage) }));
    return Stacks?.[0];
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined;
    throw explainAws(error, 'AWS does not say what stands there');
  } finally {
    client.destroy();
  }
}

/** @throws CommandError when no stack of the stage stands, or it is another release's */
export async function requireOutputs(stage: string): Promise<StageOutputs> {
  const stack = await findStack(requireStageName(stage));
  if (!stack)
    throw new CommandError(`there is no labelloop of the stage ${stage} in this account and region`, {
      where: prefixOf(stage),
      todo: `name the place with --region and --profile, or deploy it: labelloop deploy --stage ${stage}`,
    });
  const outputs = new Map(stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
  const need = (name: string) => {
    const value = outputs.get(name);
    if (value !== undefined) return value;
    throw new CommandError(`the stack ${prefixOf(stage)} does not say its ${name}; it is ${stack.StackStatus}`, {
      todo: `labelloop deploy --stage ${stage} completes it`,
    });
  };
  return {
    bucket: need('Bucket'),
    stateMachineArn: need('StateMachine'),
    detectorBuild: need('DetectorBuild'),
    detectorImage: need('DetectorImage'),
    algorithmsRepository: outputs.get('AlgorithmsRepository'),
    portalUrl: outputs.get('Portal'),
    labelingFunction: outputs.get('LabelingFunction'),
    deadLettersUrl: outputs.get('DeadLetters'),
  };
}

/** What options of the template keep when the stack goes, beside the bucket, by logical id. */
const KEPT: Record<string, (name: string) => string> = {
  TrailBucket: (name) => `s3://${name}, who read and wrote what`,
  DataKey: (name) => `the KMS key ${name}: without it nobody reads what the bucket keeps`,
};

/** What of a stage's stack outlives it by the template's own word, for people. */
export async function listKeptResources(stage: string): Promise<string[]> {
  const client = new CloudFormationClient();
  const kept: string[] = [];
  try {
    for (let NextToken: string | undefined; ; ) {
      const search = { StackName: prefixOf(stage), ...(NextToken !== undefined && { NextToken }) };
      const page = await client.send(new ListStackResourcesCommand(search));
      for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
        const say = Object.hasOwn(KEPT, LogicalResourceId!) ? KEPT[LogicalResourceId!] : undefined;
        if (say && PhysicalResourceId) kept.push(say(PhysicalResourceId));
      }
      NextToken = page.NextToken;
      if (NextToken === undefined) return kept;
    }
  } catch (error) {
    throw explainAws(error, 'AWS does not say what stands there');
  } finally {
    client.destroy();
  }
}
