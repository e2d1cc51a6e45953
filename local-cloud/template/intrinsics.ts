import { ACCOUNT_ID, REGION } from '../wire/service.ts';
import { isStructure, type Structure, type YamlValue } from './cloudformation-yaml.ts';
import { conditionHolds, type Stack, type StackResource } from './stack.ts';

const pseudoParameters: Record<string, string> = {
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${rest}`;

/**
 * Physical identities, as far as our template asks for them: the property that names the resource, `Ref` and
 * attributes.
 */
interface Identity {
  nameProperty?: string;
  ref(name: string): string;
  attributes: Record<string, (name: string) => string>;
}

const same = (name: string) => name;
const identities: Record<string, Identity> = {
  'AWS::S3::Bucket': { nameProperty: 'BucketName', ref: same, attributes: { Arn: (name) => `arn:aws:s3:::${name}` } },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    ref: same,
    attributes: { Arn: (name) => arn('lambda', `function:${name}`) },
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    ref: same,
    attributes: { Arn: (name) => `arn:aws:iam::${ACCOUNT_ID}:role/${name}` },
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    ref: (name) => arn('states', `stateMachine:${name}`),
    attributes: { Arn: (name) => arn('states', `stateMachine:${name}`), Name: same },
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    ref: (name) => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${name}`,
    attributes: { Arn: (name) => arn('sqs', name), QueueName: same },
  },
  'AWS::SNS::Topic': { nameProperty: 'TopicName', ref: (name) => arn('sns', name), attributes: {} },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    ref: same,
    attributes: { Arn: (name) => arn('events', `rule/${name}`) },
  },
  'AWS::ECR::Repository': {
    nameProperty: 'RepositoryName',
    ref: same,
    attributes: {
      Arn: (name) => arn('ecr', `repository/${name}`),
      RepositoryUri: (name) => `${ACCOUNT_ID}.dkr.ecr.${REGION}.amazonaws.com/${name}`,
    },
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    ref: same,
    attributes: { Arn: (name) => arn('logs', `log-group:${name}:*`) },
  },
  'AWS::ApiGatewayV2::Api': { ref: same, attributes: {} },
  'AWS::ApiGatewayV2::Integration': { ref: same, attributes: {} },
  'AWS::CodeBuild::Project': {
    nameProperty: 'Name',
    ref: same,
    attributes: { Arn: (name) => arn('codebuild', `project/${name}`) },
  },
};

/**
 * Gives a stack's values as they are on the laptop: account 000000000000, us-east-1; a resource without a name is
 * called `<stack's name>-<logical id>`.
 */
export class Intrinsics {
  readonly #stack: Stack;
  readonly #stackName: string;
  readonly #conditions: Structure;

  /** @param conditions of the template, by name: what `Fn::If` asks */
  constructor(stack: Stack, stackName = 'labelloop', conditions: Structure = {}) {
    this.#conditions = conditions;
    this.#stack = stack;
    this.#stackName = stackName;
  }

  /** What `Ref` gives, and for resources that nobody refers to what they would be called. */
  physicalId(logicalId: string): string {
    return this.#stack[logicalId]!.Type in identities ? this.#ref(logicalId) : `${this.#stackName}-${logicalId}`;
  }

  /** @throws Error naming a function, resource type or attribute that it does not know */
  resolve(value: YamlValue): YamlValue {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (!isStructure(value)) return value;
    const [name, ...others] = Object.keys(value);
    if (name && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::')))
      return this.#call(name, value[name]!);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  resolveText(value: YamlValue | undefined): string {
    const text = value === undefined ? undefined : this.resolve(value);
    if (typeof text !== 'string') throw new Error(`${JSON.stringify(value)} must be a text`);
    return text;
  }

  resolveStructure(value: YamlValue | undefined): Structure {
    const resolved = this.resolve(value ?? {});
    if (!isStructure(resolved)) throw new Error(`${JSON.stringify(value)} must be a mapping`);
    return resolved;
  }

  #call(name: string, argument: YamlValue): YamlValue {
    if (name === 'Ref' && typeof argument === 'string') return this.#ref(argument);
    if (name === 'Fn::GetAtt' && Array.isArray(argument))
      return this.#attribute(String(argument[0]), String(argument[1]));
    if (name === 'Fn::Sub' && typeof argument === 'string') return this.#substitute(argument);
    if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
      return argument[1].map((item) => this.resolveText(item)).join(String(argument[0]));
    }
    if (name === 'Fn::If' && Array.isArray(argument) && argument.length === 3) {
      const [condition, holds, otherwise] = argument as [YamlValue, YamlValue, YamlValue];
      const asked = String(condition);
      return this.resolve(conditionHolds(this.#conditions[asked], asked) ? holds : otherwise);
    }
    throw new Error(`the laptop cloud does not know ${name} of ${JSON.stringify(argument)}`);
  }

  #substitute(text: string): string {
    return text.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
      const dot = name.indexOf('.');
      return dot < 0 ? this.#ref(name) : this.#attribute(name.slice(0, dot), name.slice(dot + 1));
    });
  }

  #ref(logicalId: string): string {
    const pseudo = logicalId === 'AWS::StackName' ? this.#stackName : pseudoParameters[logicalId];
    if (pseudo) return pseudo;
    const { identity, name } = this.#identify(logicalId);
    return identity.ref(name);
  }

  #attribute(logicalId: string, attribute: string): string {
    const { identity, name, type } = this.#identify(logicalId);
    const compute = identity.attributes[attribute];
    if (!compute)
      throw new Error(`the laptop cloud does not know the attribute ${attribute} of ${type} (${logicalId})`);
    return compute(name);
  }

  #identify(logicalId: string): { identity: Identity; name: string; type: string } {
    const resource: StackResource | undefined = this.#stack[logicalId];
    if (!resource) throw new Error(`the template has no resource ${logicalId}`);
    const identity = identities[resource.Type];
    if (!identity) throw new Error(`the laptop cloud does not know the identity of ${resource.Type} (${logicalId})`);
    const declared = identity.nameProperty && resource.Properties?.[identity.nameProperty];
    return {
      identity,
      name: declared ? this.resolveText(declared) : `${this.#stackName}-${logicalId}`,
      type: resource.Type,
    };
  }
}
