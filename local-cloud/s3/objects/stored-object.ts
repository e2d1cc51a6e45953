import type { BodyChecksum } from '../../wire/verified-body.ts';
import type { Content } from './blob-store.ts';

/** The headers that come back as they were given, under the SDK's names. */
export interface ObjectAttributes {
  ContentType?: string | undefined;
  CacheControl?: string | undefined;
  ContentDisposition?: string | undefined;
  ContentEncoding?: string | undefined;
  ContentLanguage?: string | undefined;
  Metadata?: Record<string, string> | undefined;
}

export interface StoredObject {
  key: string;
  /** Quoted, as in the header. */
  etag: string;
  /** Milliseconds since 1970, whole seconds: S3 keeps no finer time. */
  modifiedAt: number;
  content: Content;
  attributes: ObjectAttributes;
  checksum: BodyChecksum | undefined;
  tags: Record<string, string>;
}

export const ATTRIBUTE_NAMES = [
  'ContentType',
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'Metadata',
] as const;

/** The attributes of a PUT, a copy or a new upload. `aws-chunked` is framing, not an encoding of the object. */
export function readAttributes(input: ObjectAttributes): ObjectAttributes {
  const encoding = input.ContentEncoding?.split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== 'aws-chunked' && coding !== '')
    .join(',');
  return {
    ContentType: input.ContentType ?? 'binary/octet-stream',
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: encoding || undefined,
    ContentLanguage: input.ContentLanguage,
    Metadata: input.Metadata,
  };
}

export const wholeSeconds = (milliseconds: number) => Math.floor(milliseconds / 1000) * 1000;

/** Pictures that cannot carry a script; everything else a browser is told to save, not to show. */
const SHOWN_INLINE = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

export function safeDisposition(contentType: string | undefined, disposition: string | undefined): string | undefined {
  if (SHOWN_INLINE.test(contentType ?? '') || /^attachment\b/i.test(disposition ?? '')) return disposition;
  return 'attachment';
}

/** The SDK's member for a checksum: `crc64nvme` -> `ChecksumCRC64NVME`. */
export const checksumMembers = (checksum: BodyChecksum | undefined): Record<string, string> =>
  checksum
    ? {
        [`Checksum${checksum.algorithm.toUpperCase()}`]: checksum.value,
        ChecksumType: checksum.value.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT',
      }
    : {};

/** What HEAD and GET say about an object. */
export function describeObject(object: StoredObject, withChecksum: boolean) {
  const { attributes, tags } = object;
  const tagCount = Object.keys(tags).length;
  return {
    ...attributes,
    ContentDisposition: safeDisposition(attributes.ContentType, attributes.ContentDisposition),
    AcceptRanges: 'bytes',
    ETag: object.etag,
    LastModified: new Date(object.modifiedAt),
    ContentLength: object.content.size,
    ...(tagCount > 0 && { TagCount: tagCount }),
    ...(withChecksum && checksumMembers(object.checksum)),
  };
}
