import type { BoundLabelingAction } from '../action.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

/** SageMaker's JSON 1.1 protocol as far as labeling needs it. */
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const TARGET_PREFIX = 'SageMaker.';

export interface JsonAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Carries one JSON 1.1 call to the engine's actions.
 * @param target the request's `X-Amz-Target`
 * @returns the answer, or AWS's form of what the engine refuses
 * @throws whatever is nobody's mistake but ours
 */
export async function answerJsonCall(
  actions: Record<string, BoundLabelingAction>,
  target: string,
  body: string,
): Promise<JsonAnswer> {
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : target;
  if (!Object.hasOwn(actions, name))
    return refusal('UnknownOperationException', `the labeling engine has no action ${JSON.stringify(name)}`);
  const request = parseObject(body);
  if (!request) return refusal('SerializationException', 'the request body must be a JSON object');
  try {
    return answer(200, await actions[name]!(request));
  } catch (error) {
    if (error instanceof LabelingApiError) return refusal(error.code, error.message);
    throw error;
  }
}

const refusal = (code: string, message: string) => answer(400, { __type: code, message });

function answer(status: number, value: Record<string, unknown>): JsonAnswer {
  return { status, headers: { 'content-type': CONTENT_TYPE }, body: JSON.stringify(withEpochSeconds(value)) };
}

/** Timestamps of the protocol are seconds since 1970. */
function withEpochSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withEpochSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withEpochSeconds(item)]));
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
