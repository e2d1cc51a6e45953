import jsonata from 'jsonata';
import { isJsonObject, type Json } from '../json.ts';
import { StateError } from '../state-error.ts';
import { ADDED_FUNCTIONS, REMOVED_FUNCTIONS } from './added-functions.ts';

/** What an expression may see. */
export interface Bindings {
  /** The reserved variable `$states`. */
  states: Record<string, Json>;
  variables: Record<string, Json>;
  /** ms: `$now` and `$millis` follow the laptop's clock, which tests move. */
  now: number;
}

const compiled = new Map<string, jsonata.Expression>();

/** The text between `{%` and `%}`; undefined for a string that is no expression. */
export const expressionIn = (text: string) => /^\{%(.*)%\}$/s.exec(text)?.[1]?.trim();

/** @throws Error JSONata's own, when the expression does not parse */
export function compile(expression: string): jsonata.Expression {
  const known = compiled.get(expression);
  if (known) return known;
  const fresh = jsonata(expression);
  compiled.set(expression, fresh);
  return fresh;
}

const formatMillis = jsonata('$fromMillis($millis, $picture, $timezone)');

function bindingsOf({ states, variables, now }: Bindings): Record<string, unknown> {
  return {
    ...Object.fromEntries(REMOVED_FUNCTIONS.map((name) => [name, undefined])),
    ...ADDED_FUNCTIONS,
    millis: () => now,
    now: (picture?: string, timezone?: string) => formatMillis.evaluate(undefined, { millis: now, picture, timezone }),
    ...variables,
    states,
  };
}

/**
 * Evaluates every `{% … %}` in a template of the definition.
 * @param field where it stands, for the message, e.g. `Arguments`
 * @throws StateError States.QueryEvaluationError when an expression fails or gives nothing
 */
export async function evaluateTemplate(template: Json, field: string, bindings: Bindings): Promise<Json> {
  if (typeof template === 'string') return evaluateString(template, field, bindings);
  if (Array.isArray(template)) {
    return Promise.all(template.map((item, index) => evaluateTemplate(item, `${field}[${index}]`, bindings)));
  }
  if (!isJsonObject(template)) return template;
  const entries = Object.entries(template).map(
    async ([key, value]) => [key, await evaluateTemplate(value, `${field}/${key}`, bindings)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function evaluateString(text: string, field: string, bindings: Bindings): Promise<Json> {
  const expression = expressionIn(text);
  if (expression === undefined) return text;
  const refuse = (problem: string) =>
    new StateError(
      'States.QueryEvaluationError',
      `The JSONata expression '${expression}' specified for the field '${field}' ${problem}`,
    );
  let result: unknown;
  try {
    result = await compile(expression).evaluate(undefined, bindingsOf(bindings));
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw refuse(`threw an error during evaluation. ${code ? `${code}: ` : ''}${message}`);
  }
  if (result === undefined) throw refuse('returned nothing (undefined).');
  return plain(result, () => refuse('returned a function or a number that JSON has not.'));
}

/** JSONata's result without its sequence marks; members without a value disappear, as JSONata itself does it. */
function plain(value: unknown, refuse: () => StateError): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse();
    return value;
  }
  if (Array.isArray(value)) return value.map((item) => plain(item, refuse));
  if (typeof value !== 'object' || Object.hasOwn(value, '_jsonata_lambda') || Object.hasOwn(value, '_jsonata_function'))
    throw refuse();
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, plain(member, refuse)]),
  );
}
