import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ObjectMissingError } from '../errors.ts';

let client: S3Client | undefined;
const s3 = () => {
  client ??= new S3Client({ maxAttempts: 5 });
  return client;
};

const status = (error: unknown) => (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** Missing objects are 404, or 403 for a role without `s3:ListBucket` on the bucket. */
const isMissing = (error: unknown) => status(error) === 404 || (error as Error).name === 'NoSuchKey';
/** The SDK takes an empty text for a stream of unknown length and warns. */
const bodyOf = (body: string | Uint8Array) => (typeof body === 'string' ? Buffer.from(body) : body);
const isPreconditionFailed = (error: unknown) => status(error) === 412 || status(error) === 409;

export interface StoredBytes {
  bytes: Uint8Array;
  etag: string;
  lastModified: Date;
}

export interface StoredText {
  text: string;
  etag: string;
}

/**
 * The object's bytes. `etag`: read only this version; another one is reported as missing (superseded).
 * @throws ObjectMissingError
 */
export async function readObject(bucket: string, key: string, etag?: string): Promise<StoredBytes> {
  const found = await findObject(bucket, key, etag);
  if (!found)
    throw new ObjectMissingError(`s3://${bucket}/${key} is not there${etag ? ` any more with ETag ${etag}` : ''}`);
  return found;
}

/** Reads an object as `readObject` does; undefined when there is none. */
export async function findObject(bucket: string, key: string, etag?: string): Promise<StoredBytes | undefined> {
  try {
    const answer = await s3().send(new GetObjectCommand({ Bucket: bucket, Key: key, ...(etag && { IfMatch: etag }) }));
    return {
      bytes: await answer.Body!.transformToByteArray(),
      etag: answer.ETag!,
      lastModified: answer.LastModified!,
    };
  } catch (error) {
    if (isMissing(error) || (etag && isPreconditionFailed(error))) return undefined;
    throw error;
  }
}

/** Whether there is a bucket of that name, also one that this program may not look into. */
export async function hasBucket(bucket: string): Promise<boolean> {
  try {
    await s3().send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    const code = status(error);
    if (code === undefined || code >= 500) throw error;
    return code !== 404;
  }
}

export async function findText(bucket: string, key: string): Promise<StoredText | undefined> {
  const found = await findObject(bucket, key);
  return found && { text: Buffer.from(found.bytes).toString('utf8'), etag: found.etag };
}

/** @throws ObjectMissingError */
export async function readText(bucket: string, key: string): Promise<StoredText> {
  const found = await readObject(bucket, key);
  return { text: Buffer.from(found.bytes).toString('utf8'), etag: found.etag };
}

/** The first bytes of a text, all of it where it is shorter. @throws ObjectMissingError */
export async function readBeginning(bucket: string, key: string, bytes: number): Promise<string> {
  const Range = `bytes=0-${bytes - 1}`;
  const answer = await s3()
    .send(new GetObjectCommand({ Bucket: bucket, Key: key, Range }))
    .catch((error: unknown) => {
      // An empty object has no first byte.
      if (status(error) === 416) return undefined;
      throw isMissing(error) ? new ObjectMissingError(`s3://${bucket}/${key} is not there`) : error;
    });
  return answer ? answer.Body!.transformToString('utf-8') : '';
}

/** Size, ETag and time without reading; undefined when there is none, or with `etag` when there is another version. */
export async function findSize(
  bucket: string,
  key: string,
  etag?: string,
): Promise<{ bytes: number; etag: string; lastModified: Date } | undefined> {
  try {
    const answer = await s3().send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...(etag && { IfMatch: etag }) }));
    return { bytes: answer.ContentLength ?? 0, etag: answer.ETag!, lastModified: answer.LastModified! };
  } catch (error) {
    if (isMissing(error) || (etag && isPreconditionFailed(error))) return undefined;
    throw error;
  }
}

/**
 * Writes unless the key exists. Returns whether this call wrote it. For content- or id-derived keys: both outcomes are
 * fine.
 */
export async function createOnce(
  bucket: string,
  key: string,
  body: string | Uint8Array,
  contentType = 'application/json',
): Promise<boolean> {
  try {
    await s3().send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bodyOf(body),
        ContentType: contentType,
        IfNoneMatch: '*',
      }),
    );
    return true;
  } catch (error) {
    if (isPreconditionFailed(error)) return false;
    throw error;
  }
}

/** Writes whatever is there. Only for keys whose content follows from the key. */
export async function writeObject(
  bucket: string,
  key: string,
  body: string | Uint8Array,
  contentType: string,
): Promise<void> {
  await s3().send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bodyOf(body), ContentType: contentType }));
}

/** Replaces the object iff its ETag is still `etag`. Returns the new ETag, undefined when it was not. */
export async function replaceIf(bucket: string, key: string, body: string, etag: string): Promise<string | undefined> {
  try {
    const answer = await s3().send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json', IfMatch: etag }),
    );
    return answer.ETag ?? etag;
  } catch (error) {
    if (isPreconditionFailed(error) || isMissing(error)) return undefined;
    throw error;
  }
}

/** Copies one version of an object inside the bucket. Returns false when the source is not that version any more. */
export async function copyObject(
  bucket: string,
  from: string,
  to: string,
  etag: string,
  contentType: string,
): Promise<boolean> {
  try {
    await s3().send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: to,
        CopySource: `${bucket}/${from.split('/').map(encodeURIComponent).join('/')}`,
        CopySourceIfMatch: etag,
        ContentType: contentType,
        MetadataDirective: 'REPLACE',
        // People's tags stay where they put them: to copy them, roles would have to be allowed to read and to write
        // tags.
        TaggingDirective: 'REPLACE',
      }),
    );
    return true;
  } catch (error) {
    if (isPreconditionFailed(error) || isMissing(error)) return false;
    throw error;
  }
}

/** Deletes the object; with `etag`, only if it is still that version. Returns whether it is gone. */
export async function deleteObject(bucket: string, key: string, etag?: string): Promise<boolean> {
  try {
    await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(etag && { IfMatch: etag }) }));
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    if (isPreconditionFailed(error)) return false;
    throw error;
  }
}

export interface ListedObject {
  key: string;
  etag: string;
  bytes: number;
  lastModified: Date;
}

/** Every object under the prefix, in S3's byte order, page by page. */
export async function* listObjects(bucket: string, prefix: string, startAfter?: string): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const page = await s3().send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token ? { ContinuationToken: token } : startAfter ? { StartAfter: startAfter } : {}),
      }),
    );
    for (const object of page.Contents ?? []) {
      yield { key: object.Key!, etag: object.ETag!, bytes: object.Size ?? 0, lastModified: object.LastModified! };
    }
    token = page.NextContinuationToken;
  } while (token);
}

/** Bytes of all objects under the prefix. */
export async function totalBytes(bucket: string, prefix: string): Promise<number> {
  let total = 0;
  for await (const { bytes } of listObjects(bucket, prefix)) total += bytes;
  return total;
}

/** The folders directly under the prefix: `projects/` -> `['birds', …]`. */
export async function listFolders(bucket: string, prefix: string): Promise<string[]> {
  const folders: string[] = [];
  let token: string | undefined;
  do {
    const page = await s3().send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: '/',
        ...(token && { ContinuationToken: token }),
      }),
    );
    for (const common of page.CommonPrefixes ?? []) folders.push(common.Prefix!.slice(prefix.length, -1));
    token = page.NextContinuationToken;
  } while (token);
  return folders;
}
