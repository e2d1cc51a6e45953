import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStructure, parseCloudFormationYaml, type Structure, type YamlValue } from './cloudformation-yaml.ts';
import { FrameworkVariables } from './framework-variables.ts';

export interface StackResource {
  Type: string;
  Properties: Structure;
}

/** A CloudFormation template's resources by logical id. */
export type Stack = Record<string, StackResource>;

/**
 * `serverless.yml` as the stack that `serverless package` makes of it, deployment bucket and log groups left out.
 * @param root the repository's folder
 * @throws Error naming whatever the laptop cloud does not understand
 */
export function readStack(root: string, options: Record<string, string> = {}): Stack {
  const document = parseCloudFormationYaml(readFileSync(join(root, 'serverless.yml'), 'utf8'), 'serverless.yml');
  if (!isStructure(document)) throw new Error('serverless.yml is not a mapping');
  const resolved = new FrameworkVariables(root, document, options).resolve(document) as Structure;
  const { provider, functions, resources } = resolved;
  if (!isStructure(provider) || !isStructure(functions)) throw new Error('serverless.yml lacks provider or functions');
  return {
    ...Object.fromEntries(Object.entries(functions).map(([key, value]) => functionResource(key, value, provider))),
    ...mergedResources(resources ?? []),
  };
}

const functionProperties = new Set([
  'name',
  'handler',
  'package',
  'role',
  'timeout',
  'memorySize',
  'environment',
  // The laptop has one account and one person.
  'reservedConcurrency',
  // Of asynchronous invocations: the laptop's Lambda always does what AWS does by default.
  'maximumRetryAttempts',
  'maximumEventAge',
  'destinations',
]);

/** `ingestUpload` -> `IngestUploadLambdaFunction`, the framework's own spelling. */
function functionResource(key: string, declared: YamlValue, provider: Structure): [string, StackResource] {
  if (!isStructure(declared)) throw new Error(`serverless.yml: function ${key} is not a mapping`);
  const unknown = Object.keys(declared).find((name) => !functionProperties.has(name));
  if (unknown) throw new Error(`serverless.yml: the laptop cloud does not know ${unknown} of function ${key}`);
  const variables = { ...(provider.environment as Structure), ...(declared.environment as Structure | undefined) };
  return [
    `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaFunction`,
    {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: declared.name!,
        Handler: declared.handler!,
        Runtime: provider.runtime!,
        Timeout: declared.timeout ?? provider.timeout!,
        MemorySize: declared.memorySize ?? provider.memorySize!,
        Role: { 'Fn::GetAtt': [declared.role!, 'Arn'] },
        Environment: { Variables: variables },
      },
    },
  ];
}

function mergedResources(resources: YamlValue): Stack {
  const parts = (Array.isArray(resources) ? resources : [resources]).filter(isStructure);
  const conditions: Structure = Object.assign({}, ...parts.map(({ Conditions }) => Conditions ?? {}));
  const all: Record<string, StackResource & { Condition?: string }> = Object.assign(
    {},
    ...parts.map(({ Resources }) => Resources ?? {}),
  );
  return Object.fromEntries(
    Object.entries(all).filter(([, { Condition }]) => !Condition || conditionHolds(conditions[Condition], Condition)),
  );
}

/** @throws Error for a condition that compares anything but two texts */
export function conditionHolds(condition: YamlValue | undefined, name: string): boolean {
  const negated = isStructure(condition) ? condition['Fn::Not'] : undefined;
  if (Array.isArray(negated)) return !conditionHolds(negated[0], name);
  const texts = isStructure(condition) ? condition['Fn::Equals'] : undefined;
  if (!Array.isArray(texts) || texts.some((text) => typeof text !== 'string'))
    throw new Error(
      `the laptop cloud does not understand the condition ${name}; it knows Fn::Equals of two texts, and Fn::Not`,
    );
  return texts[0] === texts[1];
}
