import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './aws-error.ts';
import { CHECKSUM_NAMES, type RunningChecksum, startChecksum } from './checksum.ts';
import { incompleteBody, unchunk } from './chunked-body.ts';

/** A checksum that the client sent and the body was found to have. */
export interface BodyChecksum {
  /** `crc32`, `crc32c`, `crc64nvme`, `sha1`, `sha256`. */
  algorithm: string;
  /** base64 */
  value: string;
}

/** `x-amz-checksum-*` headers that describe a checksum and are none. */
const DESCRIPTIONS = ['algorithm', 'type', 'mode'];

/**
 * The body without framing. Its iteration ends only if the body is what the headers promise: `x-amz-content-sha256`,
 * `Content-MD5`, `x-amz-checksum-*` in header or trailer, `x-amz-decoded-content-length`.
 * `checksum()` is the verified one, known after the end.
 * @throws AwsError XAmzContentSHA256Mismatch, BadDigest, InvalidDigest, IncompleteBody, NotImplemented (unknown
 *   algorithm)
 */
export function verifiedBody(
  source: AsyncIterable<Uint8Array>,
  headers: IncomingHttpHeaders,
): { body: AsyncIterable<Uint8Array>; checksum: () => BodyChecksum | undefined } {
  const declared = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) declared.set(name, String(value));
  const promise = declaredChecksum(declared);
  let verified: BodyChecksum | undefined;

  async function* verify(): AsyncGenerator<Uint8Array> {
    const payloadHash = declared.get('x-amz-content-sha256') ?? '';
    const md5 = declaredMd5(declared);
    const runningMd5 = md5 ? createHash('md5') : undefined;
    const running = promise ? startChecksum(promise) : undefined;
    let length = 0;
    const signed = /^[0-9a-f]{64}$/.test(payloadHash) ? withSha256(source, payloadHash) : source;
    const plain = payloadHash.startsWith('STREAMING-')
      ? unchunk(signed, (name, value) => declared.set(name, value))
      : signed;
    for await (const bytes of plain) {
      length += bytes.length;
      runningMd5?.update(bytes);
      running?.update(bytes);
      yield bytes;
    }
    const expectedLength = declared.get('x-amz-decoded-content-length');
    if (expectedLength !== undefined && Number(expectedLength) !== length) throw incompleteBody();
    if (md5 && runningMd5 && !runningMd5.digest().equals(md5)) {
      throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
    }
    if (promise && running) verified = await holdAgainst(promise, running, declared.get(`x-amz-checksum-${promise}`));
  }
  return { body: verify(), checksum: () => verified };
}

async function holdAgainst(algorithm: string, running: RunningChecksum, expected: string | undefined) {
  const value = Buffer.from(await running.digest()).toString('base64');
  if (value !== expected) {
    throw new AwsError(
      'BadDigest',
      `The ${algorithm.toUpperCase()} you specified (${expected ?? 'none'}) did not match the calculated checksum (${value}).`,
    );
  }
  return { algorithm, value };
}

/** The one algorithm that header or trailer names; undefined when the client sends none. */
function declaredChecksum(declared: Map<string, string>): string | undefined {
  const trailers = (declared.get('x-amz-trailer') ?? '').split(',').map((name) => name.trim().toLowerCase());
  const names = [...declared.keys(), ...trailers]
    .filter((name) => name.startsWith('x-amz-checksum-'))
    .map((name) => name.slice('x-amz-checksum-'.length))
    .filter((name) => !DESCRIPTIONS.includes(name));
  const unknown = names.find((name) => !CHECKSUM_NAMES.includes(name));
  if (unknown) {
    throw new AwsError(
      'NotImplemented',
      `The checksum algorithm '${unknown}' is not implemented; use one of: ${CHECKSUM_NAMES.join(', ')}.`,
      501,
    );
  }
  if (names.length > 1) throw new AwsError('InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  return names[0];
}

function declaredMd5(declared: Map<string, string>): Buffer | undefined {
  const value = declared.get('content-md5');
  if (value === undefined) return undefined;
  const md5 = Buffer.from(value, 'base64');
  if (md5.length !== 16) throw new AwsError('InvalidDigest', 'The Content-MD5 you specified is not valid.');
  return md5;
}

async function* withSha256(source: AsyncIterable<Uint8Array>, expected: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const bytes of source) {
    hash.update(bytes);
    yield bytes;
  }
  if (hash.digest('hex') !== expected) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}
