import { randomBytes } from 'node:crypto';
import { signedReadUrl } from '../../shared/aws/presigned-url.ts';
import {
  createOnce,
  findText,
  hasBucket,
  listObjects,
  readObject,
  readText,
  replaceIf,
  writeObject,
} from '../../shared/aws/s3.ts';
import { readConfig } from '../../shared/config.ts';
import { parseS3Uri } from '../../shared/domain/project/s3-uri.ts';
import type { Invocation } from '../../shared/handler/create-handler.ts';
import type { EnginePorts } from '../engine-ports.ts';
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
  log: EnginePorts['log'];
  /** The program of rendering threads. */
  renderThread: URL;
}

/** Seconds that an answer can be reopened at least: sweeps come once a minute. */
const REOPEN_SECONDS = 60;

/** What a function's environment and invocation say of where it runs. @param renderThread the file beside the bundle */
export function engineSurroundings({ logger, context }: Invocation, renderThread: URL): LambdaSurroundings {
  const config = readConfig('BUCKET', 'PRE_ANNOTATION_LAMBDA_ARN', 'CONSOLIDATION_LAMBDA_ARN');
  const [, , , region = '', accountId = ''] = context.invokedFunctionArn.split(':');
  return {
    bucket: config.BUCKET,
    account: { accountId, region },
    builtInHooks: { preAnnotation: config.PRE_ANNOTATION_LAMBDA_ARN, consolidation: config.CONSOLIDATION_LAMBDA_ARN },
    reopenSeconds: REOPEN_SECONDS,
    log: (message, fields) => logger.warn(message, fields),
    renderThread,
  };
}

/** The engine's ports on AWS. Several functions at once share the state, so nothing in memory is believed. */
export function lambdaPorts(surroundings: LambdaSurroundings, now: () => number): EnginePorts {
  const { bucket, log, account, builtInHooks, reopenSeconds, renderThread } = surroundings;
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
      async write(uri, content, contentType) {
        const at = parseS3Uri(uri);
        await writeObject(at.bucket, at.key, content, contentType);
      },
      hasBucket,
    },
    signUrl: (uri, seconds) => signedReadUrl(parseS3Uri(uri), seconds),
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
    mayLearn: true,
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
