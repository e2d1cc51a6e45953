import { AwsError } from '../../wire/aws-error.ts';
import { notImplemented } from '../action-match.ts';
import type { StoredObject } from './stored-object.ts';

const preconditionFailed = (condition: string) =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });

/** Whether an `If-Match` or `If-None-Match` header names the ETag. Quotes may be missing, `*` names all. */
function names(header: string, etag: string): boolean {
  const bare = (text: string) => text.trim().replace(/^W\//, '').replaceAll('"', '');
  return header.split(',').some((one) => bare(one) === '*' || bare(one) === bare(etag));
}

export interface ReadConditions {
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
  IfModifiedSince?: Date | undefined;
  IfUnmodifiedSince?: Date | undefined;
}

/** Conditions of GET and HEAD in RFC 9110's order. @throws AwsError PreconditionFailed (412), NotModified (304) */
export function checkRead(conditions: ReadConditions, object: StoredObject): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!names(IfMatch, object.etag)) throw preconditionFailed('If-Match');
  } else if (IfUnmodifiedSince && object.modifiedAt > IfUnmodifiedSince.getTime()) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const notModified = () => new AwsError('NotModified', 'Not Modified', 304, { ETag: object.etag });
  if (IfNoneMatch !== undefined) {
    if (names(IfNoneMatch, object.etag)) throw notModified();
  } else if (IfModifiedSince && object.modifiedAt <= IfModifiedSince.getTime()) throw notModified();
}

/** Conditions on a copy's source: all answer 412. @throws AwsError PreconditionFailed */
export function checkCopySource(conditions: ReadConditions, source: StoredObject): void {
  try {
    checkRead(conditions, source);
  } catch {
    throw preconditionFailed('x-amz-copy-source-If-*');
  }
}

export interface WriteConditions {
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
}

/**
 * Conditions of a write against what it would replace.
 * @throws AwsError PreconditionFailed (412), NoSuchKey (404: `If-Match` without an object), NotImplemented
 */
export function checkWrite({ IfMatch, IfNoneMatch }: WriteConditions, present: StoredObject | undefined): void {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') throw notImplemented(`If-None-Match other than '*' on a write`);
  if (IfNoneMatch === '*' && present) throw preconditionFailed('If-None-Match');
  if (IfMatch === undefined) return;
  if (!present) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  if (!names(IfMatch, present.etag)) throw preconditionFailed('If-Match');
}
