import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { InvalidDocumentError } from '../errors.ts';

// By its own path: `z.locales` would bring all forty languages into every bundle.
z.config(en());

/**
 * Checks `value` against `schema`.
 * @param what the document's name for the message, e.g. `project.json`
 * @throws InvalidDocumentError with one line per issue: field, what it holds, what it may hold
 */
export function parse<Schema extends z.core.$ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => {
    const field = issue.path.length ? issue.path.join('.') : '(document)';
    const held = issue.path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
      value,
    );
    return `${field}: ${issue.message}; it holds ${JSON.stringify(held)?.slice(0, 80) ?? 'nothing'}`;
  });
  throw new InvalidDocumentError(`${what} is not valid: ${lines.join(' | ')}`, { cause: result.error });
}

/** Parses JSON text, then checks it. @throws InvalidDocumentError for broken JSON as well */
export function parseJson<Schema extends z.core.$ZodType>(
  schema: Schema,
  text: string,
  what: string,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidDocumentError(`${what} is not JSON: ${(cause as Error).message}`, { cause });
  }
  return parse(schema, value, what);
}
