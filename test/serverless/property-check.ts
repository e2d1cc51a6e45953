import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { Stack } from '../../local-cloud/template/stack.ts';

type Database = Awaited<ReturnType<typeof loadAwsServiceSpec>>;
const lookUp = (database: Database, type: string) =>
  database.lookup('resource', 'cloudFormationType', 'equals', type).at(0);
type Properties = NonNullable<ReturnType<typeof lookUp>>['properties'];
type PropertyType = Properties[string]['type'];

const isFunctionCall = (value: unknown): boolean => {
  const names = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  return names.length === 1 && /^(Ref$|Fn::|Condition$)/.test(names[0]!);
};

/**
 * Holds every resource against CloudFormation's own schemas: unknown types, unknown and missing properties, wrong kinds
 * of values at any depth.
 */
export async function findPropertyProblems(stack: Stack): Promise<string[]> {
  const database = await loadAwsServiceSpec();
  const problems: string[] = [];

  const checkProperties = (value: object, expected: Properties, path: string) => {
    for (const [name, item] of Object.entries(value)) {
      const property = expected[name];
      if (property) checkValue(item, property.type, `${path}.${name}`);
      else problems.push(`${path}.${name}: unknown property`);
    }
    for (const [name, { required }] of Object.entries(expected))
      if (required && !(name in value)) problems.push(`${path}: ${name} is missing`);
  };

  const checkValue = (value: unknown, type: PropertyType, path: string): void => {
    if (value === null || value === undefined || isFunctionCall(value)) return;
    if (type.type === 'ref') {
      const { properties } = database.get('typeDefinition', type.reference.$ref);
      if (typeof value === 'object') checkProperties(value, properties, path);
      else problems.push(`${path}: must be a structure`);
    } else if (type.type === 'array') {
      if (!Array.isArray(value)) problems.push(`${path}: must be a list`);
      else for (const [index, item] of value.entries()) checkValue(item, type.element, `${path}[${index}]`);
    } else if (type.type === 'map') {
      for (const [name, item] of Object.entries(value)) checkValue(item, type.element, `${path}.${name}`);
    } else if (type.type === 'string' && typeof value === 'object') problems.push(`${path}: must be a text`);
    else if (type.type === 'integer' && !Number.isInteger(Number(value))) problems.push(`${path}: must be an integer`);
    else if (type.type === 'boolean' && !['true', 'false'].includes(String(value)))
      problems.push(`${path}: must be a boolean`);
  };

  for (const [id, { Type, Properties }] of Object.entries(stack)) {
    const known = lookUp(database, Type);
    if (known) checkProperties(Properties ?? {}, known.properties, id);
    else problems.push(`${id}: unknown type ${Type}`);
  }
  return problems;
}
