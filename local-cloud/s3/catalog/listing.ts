import type { CommonPrefix, _Object as S3Object } from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';
import { ACCOUNT_ID } from '../../wire/service.ts';
import { afterKey, afterPrefix, compareKeys } from './key-order.ts';
import type { IndexedObject, ObjectIndex } from './object-index.ts';

export const LONGEST_PAGE = 1000;

export interface ListingRequest {
  bucket: string;
  prefix: string;
  delimiter: string | undefined;
  /** The first key that may appear. */
  from: string;
  maxKeys: number;
}

export interface Listing {
  objects: IndexedObject[];
  commonPrefixes: string[];
  /** Where the next page begins; undefined on the last one. */
  next: string | undefined;
  /** The last key or common prefix of this page. */
  last: string | undefined;
}

/** One page in S3's order. A common prefix counts as one entry, and the keys below it are jumped over, not read. */
export function listPage(index: ObjectIndex, { bucket, prefix, delimiter, from, maxKeys }: ListingRequest): Listing {
  const page: Listing = { objects: [], commonPrefixes: [], next: undefined, last: undefined };
  let position: string | undefined = compareKeys(from, prefix) < 0 ? prefix : from;
  for (let left = maxKeys; position !== undefined; ) {
    const start: string = position;
    const found = index.list(bucket, prefix, start, delimiter ? Math.min(left + 1, 64) : left + 1);
    position = undefined;
    for (const object of found) {
      if (left === 0) return { ...page, next: object.key };
      const end = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
      left--;
      if (end < 0 || !delimiter) {
        page.objects.push(object);
        page.last = object.key;
        position = afterKey(object.key);
        continue;
      }
      const common = object.key.slice(0, end + delimiter.length);
      page.commonPrefixes.push(common);
      page.last = common;
      position = afterPrefix(common);
      break;
    }
  }
  return page;
}

/** @throws AwsError InvalidArgument */
export function pageSize(maxKeys: number | undefined): number {
  return Math.min(maxKeys ?? LONGEST_PAGE, LONGEST_PAGE);
}

/** Keys as the listing's `encoding-type` asks for them. @throws AwsError InvalidArgument */
export function keyEncoder(encodingType: string | undefined): (key: string) => string {
  if (encodingType === undefined) return (key) => key;
  if (encodingType !== 'url') throw new AwsError('InvalidArgument', 'Invalid Encoding Method specified in Request');
  return (key) =>
    encodeURIComponent(key)
      .replaceAll('%2F', '/')
      .replaceAll('%20', '+')
      .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export const listedObject = (object: IndexedObject, encode: (key: string) => string, withOwner: boolean): S3Object => ({
  Key: encode(object.key),
  LastModified: new Date(object.modifiedAt),
  ETag: object.etag,
  Size: object.size,
  StorageClass: 'STANDARD',
  ...(withOwner && { Owner: { ID: ACCOUNT_ID } }),
});

export const listedPrefix =
  (encode: (key: string) => string) =>
  (prefix: string): CommonPrefix => ({
    Prefix: encode(prefix),
  });
