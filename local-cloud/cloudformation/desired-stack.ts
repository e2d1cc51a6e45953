import {
  isStructure,
  parseCloudFormationYaml,
  type Structure,
  type YamlValue,
} from '../template/cloudformation-yaml.ts';
import { Intrinsics } from '../template/intrinsics.ts';
import { conditionHolds, type Stack } from '../template/stack.ts';
import { AwsError } from '../wire/aws-error.ts';

/** One resource that a template asks for. */
export interface DesiredResource {
  logicalId: string;
  type: string;
  physicalId: string;
  properties: Structure;
  deletionPolicy: string;
}

export interface DesiredStack {
  /** Each after those that it names. */
  resources: DesiredResource[];
  outputs: Array<{ key: string; value: string; description?: string }>;
}

/** Names that CloudFormation would make up; S3 takes lower case only. */
const madeUpName = (stackName: string, logicalId: string) => `${stackName}-${logicalId}`.toLowerCase().slice(0, 63);

/**
 * Reads a template as CloudFormation does before it changes anything: conditions, references, order.
 * @throws AwsError ValidationError for what cannot be read, names something that is not there, or goes in a circle
 */
export function readDesiredStack(text: string, stackName: string): DesiredStack {
  try {
    return readTemplate(text, stackName);
  } catch (error) {
    throw new AwsError('ValidationError', `Template format error: ${(error as Error).message}`);
  }
}

function readTemplate(text: string, stackName: string): DesiredStack {
  const document = parseCloudFormationYaml(text, 'the template');
  if (!isStructure(document) || !isStructure(document.Resources)) throw new Error('it has no Resources');
  const conditions = (document.Conditions ?? {}) as Structure;
  const isWanted = ({ Condition }: Structure) =>
    typeof Condition !== 'string' || conditionHolds(conditions[Condition], Condition);
  const declared = Object.fromEntries(
    Object.entries(document.Resources as Record<string, Structure>).filter(([, resource]) => isWanted(resource)),
  );
  const stack: Stack = Object.fromEntries(
    Object.entries(declared).map(([logicalId, { Type, Properties }]) => {
      const named = Type === 'AWS::S3::Bucket' ? { BucketName: madeUpName(stackName, logicalId) } : {};
      return [logicalId, { Type: String(Type), Properties: { ...named, ...((Properties ?? {}) as Structure) } }];
    }),
  );
  const intrinsics = new Intrinsics(stack, stackName, conditions);
  const resources = inOrder(declared).map((logicalId): DesiredResource => {
    const { Type, Properties } = stack[logicalId]!;
    return {
      logicalId,
      type: Type,
      physicalId: intrinsics.physicalId(logicalId),
      properties: intrinsics.resolveStructure(Properties),
      deletionPolicy: String(declared[logicalId]!.DeletionPolicy ?? 'Delete'),
    };
  });
  const outputs = Object.entries((document.Outputs ?? {}) as Record<string, Structure>)
    .filter(([, output]) => isWanted(output))
    .map(([key, { Value: value, Description }]) => ({
      key,
      value: intrinsics.resolveText(value),
      ...(typeof Description === 'string' && { description: Description }),
    }));
  return { resources, outputs };
}

/** @throws Error naming a circle */
function inOrder(declared: Record<string, Structure>): string[] {
  const ordered = new Set<string>();
  const visit = (logicalId: string, path: string[]) => {
    if (ordered.has(logicalId)) return;
    if (path.includes(logicalId)) throw new Error(`circular dependency between resources: [${path.join(', ')}]`);
    for (const other of namedBy(declared[logicalId]!, Object.keys(declared))) visit(other, [...path, logicalId]);
    ordered.add(logicalId);
  };
  for (const logicalId of Object.keys(declared)) visit(logicalId, []);
  return [...ordered];
}

function namedBy({ DependsOn = [], Properties = {} }: Structure, known: string[]): string[] {
  const names = new Set<string>([DependsOn].flat().map(String));
  const look = (value: YamlValue): void => {
    if (Array.isArray(value)) for (const item of value) look(item);
    if (!isStructure(value)) return;
    if (typeof value.Ref === 'string') names.add(value.Ref);
    const attribute = value['Fn::GetAtt'];
    if (Array.isArray(attribute)) names.add(String(attribute[0]));
    const text = value['Fn::Sub'];
    if (typeof text === 'string') for (const [, name = ''] of text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)) names.add(name);
    for (const item of Object.values(value)) look(item);
  };
  look(Properties);
  return [...names].filter((name) => known.includes(name));
}
