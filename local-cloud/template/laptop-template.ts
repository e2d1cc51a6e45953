import { dirname, join } from 'node:path';
import type { CORSRule } from '@aws-sdk/client-s3';
import type { FunctionDefinition } from '../lambda/function-definition.ts';
import { isStructure, type Structure, type YamlValue } from './cloudformation-yaml.ts';
import { Intrinsics } from './intrinsics.ts';
import { readStack, type Stack, type StackResource } from './stack.ts';

export interface NotificationFilter {
  prefix: string;
  suffix: string;
  functionName: string;
  /** The SQS queue between bucket and function. */
  queueArn?: string;
}

export interface Schedule {
  ruleArn: string;
  everyMinutes: number;
  functionName: string;
}

/** An EventBridge rule on a pattern. */
export interface EventRule {
  pattern: Structure;
  functionName: string;
}

/** What the laptop cloud needs to know of `serverless.yml`, every reference resolved. */
export interface LaptopTemplate {
  bucket: string;
  /** Which pages may read the bucket's images pixel by pixel. */
  corsRules: CORSRule[];
  functions: FunctionDefinition[];
  notifications: NotificationFilter[];
  schedules: Schedule[];
  rules: EventRule[];
  /** `definition` is JSON text, DefinitionSubstitutions applied. */
  stateMachine: { name: string; arn: string; roleArn: string; definition: string };
  /** Name of the ECR repository that holds the detector's image. */
  detectorRepository: string;
}

/** Here SageMaker's own API labels: the engine stands behind it, not behind a function. */
const LAPTOP_OPTIONS = { labeling: 'ground-truth' };

/**
 * @param root the repository's folder
 * @throws Error naming whatever the laptop cloud does not understand
 */
export const readLaptopTemplate = (root: string, options: Record<string, string> = LAPTOP_OPTIONS): LaptopTemplate =>
  laptopTemplateOf(readStack(root, options), () => root);

/**
 * @param rootOf what a function's handler is relative to, by its properties
 * @param stackName what unnamed resources are called after
 * @throws Error naming whatever the laptop cloud does not understand
 */
export function laptopTemplateOf(
  stack: Stack,
  rootOf: (properties: Structure) => string,
  stackName?: string,
): LaptopTemplate {
  const intrinsics = new Intrinsics(stack, stackName);
  const ofType = (type: string) =>
    Object.entries(stack).filter(
      // The framework's bucket of packages is not the one of the images.
      ([id, resource]) => resource.Type === type && id !== 'ServerlessDeploymentBucket',
    );
  const only = (type: string) => {
    const [found, ...others] = ofType(type);
    if (!found || others.length > 0) throw new Error(`the laptop cloud needs exactly one ${type}`);
    return found;
  };
  const [bucketId, bucket] = only('AWS::S3::Bucket');
  const [machineId, machine] = only('AWS::StepFunctions::StateMachine');
  const rules = ofType('AWS::Events::Rule');
  return {
    bucket: intrinsics.resolveText({ Ref: bucketId }),
    corsRules: corsRules(bucket, intrinsics),
    functions: ofType('AWS::Lambda::Function').map(([, resource]) => functionDefinition(resource, intrinsics, rootOf)),
    notifications: notificationFilters(
      bucket,
      intrinsics,
      ofType('AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping),
    ),
    schedules: rules
      .filter(([, rule]) => rule.Properties.ScheduleExpression)
      .map(([id, rule]) => ({
        ruleArn: intrinsics.resolveText({ 'Fn::GetAtt': [id, 'Arn'] }),
        everyMinutes: minutesOf(intrinsics.resolveText(rule.Properties.ScheduleExpression)),
        functionName: targetOf(rule, intrinsics),
      })),
    rules: rules
      .filter(([, rule]) => rule.Properties.EventPattern)
      .map(([, rule]) => ({
        pattern: intrinsics.resolveStructure(rule.Properties.EventPattern),
        functionName: targetOf(rule, intrinsics),
      })),
    stateMachine: {
      name: intrinsics.resolveText(machine.Properties.StateMachineName),
      arn: intrinsics.resolveText({ Ref: machineId }),
      roleArn: intrinsics.resolveText(machine.Properties.RoleArn),
      definition: substituted(machine, intrinsics),
    },
    detectorRepository: intrinsics.resolveText({ Ref: 'DetectorRepository' }),
  };
}

/** `dist/ingest-upload/index.handler` -> the bundle's folder, and `index.handler` in it. */
function functionDefinition(
  { Properties }: StackResource,
  intrinsics: Intrinsics,
  rootOf: (properties: Structure) => string,
): FunctionDefinition {
  const handler = intrinsics.resolveText(Properties.Handler);
  const folder = dirname(handler);
  const { Variables } = intrinsics.resolveStructure(Properties.Environment);
  return {
    name: intrinsics.resolveText(Properties.FunctionName),
    folder: join(rootOf(Properties), folder),
    handler: handler.slice(folder.length + 1),
    environment: Object.fromEntries(
      Object.entries(Variables as Structure).map(([name, value]) => [name, String(value)]),
    ),
    timeoutSeconds: Number(Properties.Timeout),
    memory: Number(Properties.MemorySize),
    principal: principalOf(handler),
  };
}

/** A function calls under the name of its source file. @param handler `dist/<file>/index.handler` */
export const principalOf = (handler: string): string => handler.split('/').at(-2)!;

const nameOfArn = (arn: string) => arn.split(':').at(-1)!;

/** @throws Error for anything but functions, and queues before functions, on `s3:ObjectCreated:*` */
export function notificationFilters(
  bucket: StackResource,
  intrinsics: Intrinsics,
  mappings: readonly StackResource[],
): NotificationFilter[] {
  const configuration = intrinsics.resolveStructure(bucket.Properties.NotificationConfiguration);
  const { LambdaConfigurations = [], QueueConfigurations = [], ...others } = configuration;
  if (Object.keys(others).length > 0)
    throw new Error(`the laptop's S3 notifies functions and queues only, not ${Object.keys(others)}`);
  const behind = new Map(mappings.map((mapping) => sourceAndTarget(mapping, intrinsics)));
  const filterOf = ({ Event, Filter }: Structure) => {
    if (Event !== 's3:ObjectCreated:*') throw new Error(`the laptop's S3 has no event ${Event}`);
    const rules = (Filter as { S3Key: { Rules: Array<{ Name: string; Value: string }> } }).S3Key.Rules;
    const value = (name: string) => rules.find(({ Name }) => Name === name)?.Value ?? '';
    return { prefix: value('prefix'), suffix: value('suffix') };
  };
  return [
    ...(QueueConfigurations as Structure[]).map((one) => {
      const queueArn = String(one.Queue);
      const functionName = behind.get(queueArn);
      if (!functionName) throw new Error(`no function reads the queue ${queueArn}`);
      return { ...filterOf(one), functionName, queueArn };
    }),
    ...(LambdaConfigurations as Structure[]).map((one) => ({
      ...filterOf(one),
      functionName: nameOfArn(String(one.Function)),
    })),
  ];
}

/** @throws Error for a mapping that takes several messages at once */
function sourceAndTarget(
  { Properties }: StackResource,
  intrinsics: Intrinsics,
): [source: string, functionName: string] {
  if (Properties.BatchSize !== 1) throw new Error('the laptop cloud knows event source mappings with BatchSize 1');
  return [
    intrinsics.resolveText(Properties.EventSourceArn),
    nameOfArn(intrinsics.resolveText(Properties.FunctionName)),
  ];
}

/** CloudFormation's spelling -> the API's. */
function corsRules(bucket: StackResource, intrinsics: Intrinsics): CORSRule[] {
  const { CorsRules } = intrinsics.resolveStructure(bucket.Properties.CorsConfiguration);
  return (CorsRules as Structure[]).map(({ ExposedHeaders, MaxAge, ...rule }) => ({
    ...(rule as unknown as CORSRule),
    ExposeHeaders: (ExposedHeaders ?? []) as string[],
    MaxAgeSeconds: Number(MaxAge ?? 0),
  }));
}

function minutesOf(expression: string): number {
  const match = /^rate\((\d+) minutes?\)$/.exec(expression);
  if (!match) throw new Error(`the laptop cloud does not know the schedule ${expression}; it knows rate(n minutes)`);
  return Number(match[1]);
}

function targetOf(rule: StackResource, intrinsics: Intrinsics): string {
  const targets = rule.Properties.Targets as Structure[];
  if (targets.length !== 1) throw new Error('the laptop cloud knows rules with one target');
  return nameOfArn(intrinsics.resolveText(targets[0]!.Arn));
}

/** Applies DefinitionSubstitutions as CloudFormation does: on the text. @throws Error for a `${Name}` that has none */
function substituted({ Properties }: StackResource, intrinsics: Intrinsics): string {
  const substitutions = intrinsics.resolveStructure(Properties.DefinitionSubstitutions);
  return JSON.stringify(Properties.Definition).replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    const value: YamlValue | undefined = substitutions[name];
    if (typeof value !== 'string') throw new Error(`the state machine's ${whole} has no DefinitionSubstitution`);
    return value;
  });
}

/** EventBridge's matching as far as our rules use it: lists of exact values at any depth. */
export function matchesPattern(pattern: Structure, event: Record<string, unknown>): boolean {
  return Object.entries(pattern).every(([name, expected]) => {
    const actual = event[name];
    if (Array.isArray(expected)) return expected.some((value) => value === actual);
    return isStructure(expected) && isStructure(actual) && matchesPattern(expected, actual);
  });
}
