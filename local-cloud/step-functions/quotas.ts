import type { Json } from './json.ts';
import { StateError } from './state-error.ts';

/** Quotas of Standard workflows (AWS Step Functions Developer Guide, "Service quotas"). */
export const LARGEST_STATE_BYTES = 262_144;
export const LARGEST_HISTORY_EVENTS = 25_000;
export const LARGEST_VARIABLES_BYTES = 10 * 2 ** 20;
export const LARGEST_DEFINITION_BYTES = 2 ** 20;
export const LONGEST_ERROR = 256;
export const LONGEST_CAUSE = 32_768;
export const LONGEST_NAME = 80;
export const LARGEST_INLINE_CONCURRENCY = 40;
export const LONGEST_WAIT_SECONDS = 99_999_999;
export const REDRIVABLE_MS = 14 * 86_400_000;

const bytes = (value: Json) => Buffer.byteLength(JSON.stringify(value));

/** @throws StateError States.DataLimitExceeded, which no Catch catches */
export function withinPayload(value: Json, what: string): Json {
  if (bytes(value) <= LARGEST_STATE_BYTES) return value;
  throw new StateError(
    'States.DataLimitExceeded',
    `${what} is ${bytes(value)} bytes; states may carry ${LARGEST_STATE_BYTES}. Carry a reference (an S3 key) instead.`,
  );
}

/** @throws StateError States.DataLimitExceeded */
export function withinVariables(variables: Record<string, Json>): Record<string, Json> {
  for (const [name, value] of Object.entries(variables)) withinPayload(value, `variable $${name}`);
  if (bytes(variables) <= LARGEST_VARIABLES_BYTES) return variables;
  throw new StateError('States.DataLimitExceeded', `the variables together exceed ${LARGEST_VARIABLES_BYTES} bytes`);
}
