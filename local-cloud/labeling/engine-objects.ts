import {
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Files } from '../../labeling-engine/engine-ports.ts';
import type { Storage } from '../../labeling-engine/storage/storage.ts';
import { asUnreadable } from '../../labeling-engine/storage/unreadable-object.ts';
import { parseS3Uri } from '../../shared/domain/project/s3-uri.ts';
import { ObjectMissingError } from '../../shared/errors.ts';

const STATE_PREFIX = 'labeling-engine/';

const status = (error: unknown) => (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
const isRefused = (error: unknown) => status(error) === 412 || status(error) === 409;

/** The engine's storage and the customer's files, both in the laptop's S3 over the wire. */
export class EngineObjects implements Storage, Files {
  readonly client: S3Client;
  #bucket: string;

  constructor(options: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    bucket: string;
  }) {
    const { endpoint, region, credentials } = options;
    this.#bucket = options.bucket;
    this.client = new S3Client({
      endpoint,
      region,
      credentials,
      forcePathStyle: true,
      maxAttempts: 5,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async get(key: string) {
    return this.find(STATE_PREFIX + key);
  }

  /** Any object of the bucket; undefined when there is none. */
  async find(key: string) {
    const found = await this.#get(this.#bucket, key);
    return found && { text: await found.body.transformToString('utf-8'), etag: found.etag };
  }

  /** Any object of the bucket, where its ETag is still that one. @returns the new one; undefined: it was not */
  replaceObject(key: string, text: string, etag: string) {
    return this.#put(this.#bucket, key, text, { IfMatch: etag });
  }

  async create(key: string, text: string) {
    return (await this.#put(this.#bucket, STATE_PREFIX + key, text, { IfNoneMatch: '*' })) !== undefined;
  }

  replaceIf(key: string, text: string, etag: string) {
    return this.#put(this.#bucket, STATE_PREFIX + key, text, { IfMatch: etag });
  }

  async *list(prefix: string) {
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: STATE_PREFIX + prefix,
          ...(token && { ContinuationToken: token }),
        }),
      );
      for (const { Key } of page.Contents ?? []) yield Key!.slice(STATE_PREFIX.length);
      token = page.NextContinuationToken;
    } while (token);
  }

  async read(uri: string): Promise<string> {
    return (await this.#bodyOf(uri)).transformToString('utf-8');
  }

  async readBytes(uri: string): Promise<Uint8Array> {
    return (await this.#bodyOf(uri)).transformToByteArray();
  }

  async write(uri: string, content: string | Uint8Array, contentType: string): Promise<void> {
    const { bucket, key } = parseS3Uri(uri);
    await this.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ContentType: contentType }));
  }

  async hasBucket(bucket: string): Promise<boolean> {
    try {
      await this.client.send(new HeadBucketCommand({ Bucket: bucket }));
      return true;
    } catch (error) {
      if (status(error) === 404) return false;
      throw error;
    }
  }

  async #bodyOf(uri: string) {
    const { bucket, key } = parseS3Uri(uri);
    const found = await this.#get(bucket, key).catch((error) => Promise.reject(asUnreadable(uri, error)));
    if (!found) throw new ObjectMissingError(`${uri} is not there`);
    return found.body;
  }

  async #get(bucket: string, key: string) {
    try {
      const answer = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { body: answer.Body!, etag: answer.ETag! };
    } catch (error) {
      if (status(error) === 404) return undefined;
      throw error;
    }
  }

  /** The new ETag; undefined when the condition did not hold. */
  async #put(bucket: string, key: string, text: string, condition: { IfMatch: string } | { IfNoneMatch: '*' }) {
    const request = { Bucket: bucket, Key: key, Body: text, ContentType: 'application/json', ...condition };
    try {
      return (await this.client.send(new PutObjectCommand(request))).ETag!;
    } catch (error) {
      if (isRefused(error) || status(error) === 404) return undefined;
      throw error;
    }
  }
}
