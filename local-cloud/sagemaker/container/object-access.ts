import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3DataSource, TransformS3DataSource } from '@aws-sdk/client-sagemaker';
import { parseS3Uri, type S3Location } from '../../../shared/domain/project/s3-uri.ts';

/** Where objects lie below one prefix, which ends with `/`. */
export interface S3Folder {
  bucket: string;
  prefix: string;
}

/** An input object and its path below the channel. */
export interface InputObject extends S3Location {
  path: string;
}

const PARALLEL_DOWNLOADS = 8;

/** What went wrong with the input that a job was given; SageMaker's prefix is part of the message. */
export class ClientInputError extends Error {
  override readonly name = 'ClientInputError';

  constructor(message: string) {
    super(`ClientError: ${message}`);
  }
}

/** S3 as one role sees it. */
export class ObjectAccess {
  readonly #client: S3Client;

  constructor(endpoint: string, region: string, credentials: { accessKeyId: string; secretAccessKey: string }) {
    this.#client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  }

  async read({ bucket, key }: S3Location): Promise<Uint8Array> {
    const answer = await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return answer.Body!.transformToByteArray();
  }

  /** A model's `model.tar.gz`. @throws ClientInputError where there is none */
  async readModel(modelDataUrl: string): Promise<Uint8Array> {
    try {
      return await this.read(parseS3Uri(modelDataUrl));
    } catch (error) {
      if (!(error instanceof NoSuchKey)) throw error;
      throw new ClientInputError(
        `Could not find model data at ${modelDataUrl}. A training that leaves no file in /opt/ml/model has none.`,
      );
    }
  }

  async write({ bucket, key }: S3Location, body: Uint8Array): Promise<void> {
    await this.#client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  /** The objects of an S3Prefix or a ManifestFile, in order. @throws ClientInputError */
  async listInputs(source: S3DataSource | TransformS3DataSource): Promise<InputObject[]> {
    const location = parseS3Uri(source.S3Uri!);
    const found =
      source.S3DataType === 'ManifestFile' ? await this.#readManifest(location) : await this.#listPrefix(location);
    if (found.length === 0) throw new ClientInputError(`No S3 objects found under S3 URL "${source.S3Uri}"`);
    return found;
  }

  /** All objects of a folder, in order; none where there is none. */
  list({ bucket, prefix }: S3Folder): Promise<InputObject[]> {
    return this.#listPrefix({ bucket, key: prefix });
  }

  async downloadAll(inputs: readonly InputObject[], folder: string, signal: AbortSignal): Promise<void> {
    const queue = inputs[Symbol.iterator]();
    await Promise.all(
      Array.from({ length: PARALLEL_DOWNLOADS }, async () => {
        for (const input of queue) await this.#download(input, join(folder, input.path), signal);
      }),
    );
  }

  close(): void {
    this.#client.destroy();
  }

  async #download({ bucket, key }: S3Location, file: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await mkdir(dirname(file), { recursive: true });
    const answer = await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
    await pipeline(answer.Body as Readable, createWriteStream(file), { signal });
  }

  /** `[{"prefix": "s3://bucket/a/"}, "b.jpg", …]` */
  async #readManifest(location: S3Location): Promise<InputObject[]> {
    const manifest: unknown = JSON.parse(Buffer.from(await this.read(location)).toString('utf8'));
    const [head, ...paths] = Array.isArray(manifest) ? manifest : [];
    const prefix = parseS3Uri(String(head?.prefix));
    return paths.map((path) => ({
      bucket: prefix.bucket,
      key: `${prefix.key}${path}`,
      path: insideFolder(String(path)),
    }));
  }

  async #listPrefix({ bucket, key: prefix }: S3Location): Promise<InputObject[]> {
    const found: InputObject[] = [];
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
      );
      for (const { Key: key } of page.Contents ?? []) {
        if (key!.endsWith('/')) continue;
        const below = key === prefix ? prefix.slice(prefix.lastIndexOf('/') + 1) : key!.slice(prefix.length);
        found.push({ bucket, key: key!, path: insideFolder(below.replace(/^\/+/, '')) });
      }
      token = page.NextContinuationToken;
    } while (token);
    return found;
  }
}

function insideFolder(path: string): string {
  if (path.split('/').some((part) => part === '..' || part === '.' || part === ''))
    throw new ClientInputError(`${JSON.stringify(path)} is no path that a channel can hold`);
  return path;
}
