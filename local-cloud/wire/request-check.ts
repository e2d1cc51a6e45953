import { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaRef } from '@smithy/types';

/** Index of the required-member count in the SDK's array form of a structure: members are sorted required first. */
const REQUIRED_COUNT = 6;

const memberNames = (schema: NormalizedSchema) => Array.from(schema.structIterator(), ([name]) => name);

function requiredNames(schema: NormalizedSchema): string[] {
  const raw: unknown = schema.getSchema();
  const count: unknown = Array.isArray(raw) ? raw[REQUIRED_COUNT] : 0;
  return typeof count === 'number' ? memberNames(schema).slice(0, count) : [];
}

/** AWS spells paths with lower-case members and 1-based list elements: `inputDataConfig.1.member.channelName`. */
const step = (path: string, name: string) => (path ? `${path}.` : '') + name.charAt(0).toLowerCase() + name.slice(1);

const refuse = (value: unknown, path: string, constraint: string) =>
  `Value ${value == null ? 'null' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`} at '${path}' failed to satisfy constraint: ${constraint}`;

/**
 * Holds a request, as parsed from JSON, against the SDK's schema of its operation: required and unknown members and
 * types at any depth. Patterns, lengths and enum values are not in the SDK's schemas.
 * @returns every problem in AWS's words; empty when there is none
 */
export function checkRequest(request: unknown, schema: SchemaRef): string[] {
  return Array.from(problems(request, NormalizedSchema.of(schema), ''));
}

function* problems(value: unknown, schema: NormalizedSchema, path: string): Generator<string> {
  if (value == null || schema.isDocumentSchema() || schema.isUnitSchema()) return;
  if (schema.isStructSchema()) yield* structureProblems(value, schema, path);
  else if (schema.isListSchema()) {
    if (!Array.isArray(value)) yield refuse(value, path, 'Member must be a list');
    else
      for (const [index, item] of value.entries()) {
        const itemPath = `${path}.${index + 1}.member`;
        if (item === null) yield refuse(item, itemPath, 'Member must not be null');
        yield* problems(item, schema.getValueSchema(), itemPath);
      }
  } else if (schema.isMapSchema()) {
    if (typeof value !== 'object' || Array.isArray(value)) yield refuse(value, path, 'Member must be a map');
    else
      for (const [key, item] of Object.entries(value)) {
        yield* problems(item, schema.getValueSchema(), `${path}.${key}.member`);
      }
  } else yield* scalarProblems(value, schema, path);
}

function* structureProblems(value: unknown, schema: NormalizedSchema, path: string): Generator<string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield refuse(value, path || 'request', 'Member must be a structure');
    return;
  }
  const members = new Map(schema.structIterator());
  const given = new Map(Object.entries(value));
  for (const name of requiredNames(schema)) {
    if (given.get(name) == null) yield refuse(null, step(path, name), 'Member must not be null');
  }
  for (const [name, item] of given) {
    const member = members.get(name);
    if (member) yield* problems(item, member, step(path, name));
    else yield refuse(item, step(path, name), `Member must be one of [${[...members.keys()].join(', ')}]`);
  }
  if (schema.isUnionSchema() && [...given.values()].filter((item) => item != null).length !== 1) {
    yield refuse(value, path, 'Exactly one member of the union must be set');
  }
}

function* scalarProblems(value: unknown, schema: NormalizedSchema, path: string): Generator<string> {
  const isNumber = typeof value === 'number';
  if (schema.isStringSchema() || schema.isBlobSchema()) {
    if (typeof value !== 'string') yield refuse(value, path, 'Member must be a string');
  } else if (schema.isBooleanSchema()) {
    if (typeof value !== 'boolean') yield refuse(value, path, 'Member must be a boolean');
  } else if (schema.isTimestampSchema()) {
    if (!isNumber && typeof value !== 'string') yield refuse(value, path, 'Member must be a timestamp');
  } else if (schema.isNumericSchema()) {
    const isSpecial = typeof value === 'string' && ['NaN', 'Infinity', '-Infinity'].includes(value);
    if (!isNumber && !isSpecial) yield refuse(value, path, 'Member must be a number');
  }
}
