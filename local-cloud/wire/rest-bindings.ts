import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from './aws-error.ts';

/** What an action of a REST protocol answers with. */
export interface RestAnswer<Output> {
  /** Other than the action's usual HTTP status, e.g. 206. */
  status?: number;
  output: Output;
  /** The bytes of the answer, where it is a stream. */
  content?: AsyncIterable<Uint8Array>;
  /** Bytes of `content`, where they are known. */
  contentLength?: number;
  /** Called once the answer is out, or cannot go out. */
  release?: () => void;
}

/**
 * A member's value from a header, a query parameter or a part of the path.
 * @throws AwsError InvalidArgument for a number that is none
 */
export function readScalar(name: string, member: NormalizedSchema, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  if (member.isBooleanSchema()) return text === 'true';
  if (member.isTimestampSchema()) {
    const date = new Date(text);
    // RFC 9110 has a date that cannot be read ignored.
    return Number.isNaN(date.getTime()) ? undefined : date;
  }
  if (!member.isNumericSchema()) return text;
  if (!/^\d{1,15}$/.test(text)) throw new AwsError('InvalidArgument', `${name} must be a whole number, not '${text}'.`);
  return Number(text);
}

/** A header's value: one that came several times is joined. */
export const headerText = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value);
