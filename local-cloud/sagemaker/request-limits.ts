import { readFileSync } from 'node:fs';

interface Shape {
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
  /** Shapes of a structure's members, of a list's elements, of a map's keys and values. */
  members?: Record<string, string>;
  member?: string;
  key?: string;
  value?: string;
}

interface Limits {
  operations: Record<string, string>;
  shapes: Record<string, Shape>;
}

const limits: Limits = JSON.parse(readFileSync(new URL('./request-limits.json', import.meta.url), 'utf8'));
const patterns = new Map<string, RegExp>();

/** The service model's patterns match whole strings, anchored or not, in Java's dialect. */
function wholePattern(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known) return known;
  // Java lets an end repeat, as in `(…)${1,256}`; the shape's own length says the same.
  const ours = pattern.replace(/\$\{\d+,\d+\}$/, '');
  const compiled = new RegExp(`^(?:${ours})$`, pattern.includes('\\p{') ? 'u' : '');
  patterns.set(pattern, compiled);
  return compiled;
}

/**
 * Holds a request against the service model's lengths, ranges, patterns and enum values.
 * @param request as parsed from JSON, its types and required members checked already
 * @returns every problem in AWS's words; none for an operation that the limits do not know
 */
export function checkLimits(operation: string, request: Record<string, unknown>): string[] {
  return Array.from(problems(request, limits.operations[operation], ''));
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

function* problems(value: unknown, shapeName: string | undefined, path: string): Generator<string> {
  const shape = shapeName === undefined ? undefined : limits.shapes[shapeName];
  if (!shape || value === null || value === undefined) return;
  for (const constraint of violations(value, shape))
    yield `Value '${typeof value === 'string' ? value : JSON.stringify(value)}' at '${path}' failed to satisfy constraint: ${constraint}`;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* problems(item, shape.member, `${path}.${index + 1}.member`);
  } else if (typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) {
      if (shape.key) yield* problems(name, shape.key, `${path}.key`);
      yield* problems(
        item,
        shape.members?.[name] ?? shape.value,
        path ? `${path}.${lowerFirst(name)}` : lowerFirst(name),
      );
    }
  }
}

function* violations(value: unknown, { min, max, pattern, enum: values }: Shape): Generator<string> {
  if (typeof value === 'number') {
    if (min !== undefined && value < min) yield `Member must have value greater than or equal to ${min}`;
    if (max !== undefined && value > max) yield `Member must have value less than or equal to ${max}`;
    return;
  }
  const length = typeof value === 'object' ? Object.keys(value!).length : String(value).length;
  if (min !== undefined && length < min) yield `Member must have length greater than or equal to ${min}`;
  if (max !== undefined && length > max) yield `Member must have length less than or equal to ${max}`;
  if (typeof value !== 'string') return;
  if (values && !values.includes(value)) yield `Member must satisfy enum value set: [${values.join(', ')}]`;
  if (pattern !== undefined && !wholePattern(pattern).test(value))
    yield `Member must satisfy regular expression pattern: ${pattern}`;
}
