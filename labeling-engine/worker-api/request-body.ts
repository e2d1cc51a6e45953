import type { Context } from 'hono';
import * as z from 'zod/mini';
import { JSON_DEPTH_LIMIT } from '../contracts/worker-api.ts';
import { WorkerApiError } from './worker-error.ts';

/**
 * Reads a JSON body: refused by size before it is read whole, by depth before it is parsed.
 * @throws WorkerApiError `bad-request`, `too-large`
 */
export async function readRequestBody<Schema extends z.core.$ZodType>(
  context: Context,
  schema: Schema,
  limitBytes: number,
): Promise<z.output<Schema>> {
  if (!/^application\/json\b/i.test(context.req.header('content-type') ?? ''))
    throw new WorkerApiError('bad-request', 'the body must be JSON with Content-Type: application/json');
  const text = await readText(context, limitBytes);
  if (depthOf(text) > JSON_DEPTH_LIMIT)
    throw new WorkerApiError('bad-request', `the body is nested deeper than ${JSON_DEPTH_LIMIT} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text || '{}');
  } catch {
    throw new WorkerApiError('bad-request', 'the body is not JSON');
  }
  const checked = z.safeParse(schema, value);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new WorkerApiError('bad-request', issues.join('; '));
}

async function readText(context: Context, limitBytes: number): Promise<string> {
  const tooLarge = () => new WorkerApiError('too-large', `the body may have at most ${limitBytes} bytes`);
  if (Number(context.req.header('content-length') ?? 0) > limitBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of context.req.raw.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Deepest nesting of brackets outside strings. */
export function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
