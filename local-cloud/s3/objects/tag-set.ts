import type { Tag } from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';

const MOST_TAGS = 10;

/** @throws AwsError BadRequest, InvalidTag */
export function checkedTags(pairs: Iterable<[name: string, value: string]>): Record<string, string> {
  const list = [...pairs];
  const tags = Object.fromEntries(list);
  if (list.length > MOST_TAGS) throw new AwsError('BadRequest', `Object tags cannot be greater than ${MOST_TAGS}`);
  if (Object.keys(tags).length < list.length) {
    throw new AwsError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
  return tags;
}

/** Reads the `x-amz-tagging` header: `a=1&b=2`. */
export const tagsOfHeader = (header: string | undefined) => checkedTags(new URLSearchParams(header ?? ''));

export const tagsOfDocument = (tags: Tag[] | undefined) =>
  checkedTags((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

export const tagSet = (tags: Record<string, string>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
