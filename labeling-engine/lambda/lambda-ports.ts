import { randomBytes } from 'node:crypto';
import { invokeFunction } from '../../shared/aws/lambda-functions.ts';
import { learningJobs } from '../../shared/aws/learning-jobs.ts';
import { signedReadUrl } from '../../shared/aws/presigned-url.ts';
import {
  createOnce,
  findText,
  listObjects,
  readObject,
  readText,
  replaceIf,
  writeObject,
} from '../../shared/aws/s3.ts';
import { sageMaker } from '../../shared/aws/sagemaker.ts';
import { parseS3Uri } from '../../shared/domain/project/s3-uri.ts';
import type { EnginePorts, JobEvent } from '../engine-ports.ts';
import { TemplateWorkers } from '../render/template-workers.ts';
import type { Storage } from '../storage/storage.ts';
import { asUnreadable } from '../storage/unreadable-object.ts';

/** Where the engine's state lies in the data bucket. */
const STATE_PREFIX = 'labeling-engine/';

export interface LambdaSurroundings {
  bucket: string;
  account: EnginePorts['account'];
  builtInHooks: EnginePorts['builtInHooks'];
  reopenSeconds: number;
  /** The image that jobs with automatic labeling learn with. */
  learningImage: string;
  log: EnginePorts['log'];
  emit(event: JobEvent): Promise<void>;
  /** Lets another invocation of the same function sweep. */
  sweepSoon(event: object): Promise<void>;
  /** The program of rendering threads. */
  renderThread: URL;
}

/** The engine's ports on AWS. Several functions at once share the state, so nothing in memory is believed. */
export function lambdaPorts(surroundings: LambdaSurroundings, now: () => number): EnginePorts {
  const { bucket, log, emit, account, builtInHooks, reopenSeconds, renderThread } = surroundings;
  return {
    storage: bucketStorage(bucket),
    files: {
      async read(uri) {
        const at = parseS3Uri(uri);
        return (await readText(at.bucket, at.key).catch((error) => Promise.reject(asUnreadable(uri, error)))).text;
      },
      async readBytes(uri) {
        const at = parseS3Uri(uri);
        return (await readObject(at.bucket, at.key).catch((error) => Promise.reject(asUnreadable(uri, error)))).bytes;
      },
      async write(uri, text, contentType) {
        const at = parseS3Uri(uri);
        await writeObject(at.bucket, at.key, text, contentType);
      },
    },
    invokeHook: invokeFunction,
    signUrl: (uri, seconds) => signedReadUrl(parseS3Uri(uri), seconds),
    emit,
    now,
    // Nobody waits in a function: what is not due yet is the next sweep's.
    wait: async () => {},
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    renderer: new TemplateWorkers(renderThread),
    log,
    account,
    dataBucket: bucket,
    builtInHooks,
    reopenSeconds,
    learning: { image: surroundings.learningImage, ...learningJobs(sageMaker) },
    exclusive: false,
  };
}

function bucketStorage(bucket: string): Storage {
  return {
    get: (key) => findText(bucket, STATE_PREFIX + key),
    create: (key, text) => createOnce(bucket, STATE_PREFIX + key, text),
    replaceIf: (key, text, etag) => replaceIf(bucket, STATE_PREFIX + key, text, etag),
    async *list(prefix) {
      for await (const { key } of listObjects(bucket, STATE_PREFIX + prefix)) yield key.slice(STATE_PREFIX.length);
    },
  };
}
