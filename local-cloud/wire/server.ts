import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenFrom } from '../listen-from.ts';
import { AwsError, asAwsError } from './aws-error.ts';
import { refuseForeignPages } from './browser-guard.ts';
import { incompleteBody } from './chunked-body.ts';
import { answerJsonError, answerXmlError } from './error-answer.ts';
import type { Key, Keys } from './keys.ts';
import { answerQueryError, isQueryService } from './query-protocol.ts';
import { readBody } from './read-body.ts';
import { type Caller, REGION, type WireServices } from './service.ts';
import {
  checkTime,
  readClaim,
  type SignatureClaim,
  type SignedParts,
  signatureHolds,
  unsignedHeader,
} from './signature.ts';
import { checkPresignedV2, PRESIGNED_V2_PARAMETERS, readPresignedV2 } from './signature-v2.ts';
import { verifiedBody } from './verified-body.ts';

export interface WireServerOptions {
  services: Partial<WireServices>;
  keys: Keys;
  /** The first free port from here up is taken; 0 = any. */
  port: number;
  /** This port and no other. */
  exactly?: boolean;
  host?: string;
}

export interface WireServer {
  /** `http://127.0.0.1:<port>`: what `AWS_ENDPOINT_URL` takes. */
  endpoint: string;
  port: number;
  /** Ends every connection, also those in use. */
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 120_000;
const HEADERS_MS = 30_000;
const SILENT_BODY_MS = 60_000;
/**
 * Bodies that are signed by a hash the client does not send: all but S3's. Lambda's and SageMaker's limits are below
 * it.
 */
const LARGEST_HASHED_BODY = 32 * 2 ** 20;

/** One port for all services; a request goes to the service that its signature's credential scope names. */
export async function listenWire(options: WireServerOptions): Promise<WireServer> {
  const host = options.host ?? '127.0.0.1';
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_MS,
    requestTimeout: 0,
    keepAlive: true,
  });
  const port = await listenFrom(server, options.port, host, options.exactly);
  const serve = (request: IncomingMessage, response: ServerResponse) => void answer(options, port, request, response);
  server.on('request', serve);
  server.on('checkContinue', serve);
  return {
    endpoint: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { services, keys }: WireServerOptions,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  let service: string | undefined;
  try {
    const parts = signedParts(request);
    const isPreflight = parts.method === 'OPTIONS';
    const presignedV2 = isPreflight ? undefined : readPresignedV2(parts);
    const isPresigned = parts.query.has('X-Amz-Signature') || presignedV2 !== undefined;
    refuseForeignPages(request.headers, port, isPresigned && ['GET', 'HEAD'].includes(parts.method));
    const claim = isPreflight || presignedV2 ? undefined : readClaim(parts);
    service = isPreflight || presignedV2 ? 's3' : claim?.service;
    let source = receivedBytes(request, response);
    let caller: Caller = { accessKeyId: '', principal: 'anonymous' };
    if (presignedV2) {
      const key = requireKey(keys, presignedV2.accessKeyId);
      checkPresignedV2(presignedV2, parts, key.secretAccessKey, Date.now());
      caller = { accessKeyId: key.accessKeyId, principal: key.principal };
      for (const name of PRESIGNED_V2_PARAMETERS) parts.query.delete(name);
    } else if (!isPreflight) {
      if (!claim) throw unsigned(request);
      // Before the body is read: strangers shall not fill the memory.
      const key = requireKey(keys, claim.accessKeyId);
      checkRegion(claim);
      checkTime(claim, Date.now());
      const hashed = await hashedBody(claim, request, source);
      source = hashed.source;
      caller = await authenticate(claim, parts, key, hashed.payloadHash);
    }
    const answerBy = services[service as keyof WireServices];
    if (!answerBy) {
      throw new AwsError(
        'UnknownOperationException',
        `the laptop cloud has no service '${service}'; it has: ${Object.keys(services).join(', ')}`,
        501,
      );
    }
    const { body, checksum } = verifiedBody(source, headersOfBody(parts, service));
    await answerBy({ ...parts, body, checksum, caller, requestId }, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else refuse(request, response, asAwsError(error), requestId, service);
  }
}

function signedParts(request: IncomingMessage): SignedParts {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    rawPath: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: request.headers,
  };
}

/** The request's bytes; asks for them first where the client waits for `100 Continue`. */
async function* receivedBytes(request: IncomingMessage, response: ServerResponse): AsyncGenerator<Uint8Array> {
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  const { socket } = request;
  // A peer that is gone without a word, or says nothing for ever, does not keep its connection.
  const cut = () => socket.destroy();
  socket.setTimeout(SILENT_BODY_MS, cut);
  try {
    // Kept alive on an early return: the refusal still has to go out on this connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
  } catch {
    throw incompleteBody();
  } finally {
    socket.setTimeout(0);
    socket.off('timeout', cut);
  }
}

/** The payload hash that the signature covers; the body is read for it only where the client does not send it. */
async function hashedBody(claim: SignatureClaim, request: IncomingMessage, source: AsyncGenerator<Uint8Array>) {
  const declared = request.headers['x-amz-content-sha256'];
  if (typeof declared === 'string') return { payloadHash: declared, source };
  if (claim.service === 's3') return { payloadHash: 'UNSIGNED-PAYLOAD', source };
  const bytes = await readBody(source, LARGEST_HASHED_BODY);
  return { payloadHash: createHash('sha256').update(bytes).digest('hex'), source: once(bytes) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Why a request without Signature Version 4 is refused: what it is, if it is something. */
function unsigned({ headers, method }: IncomingMessage): AwsError {
  if (method === 'POST' && headers['content-type']?.startsWith('multipart/form-data')) {
    return new AwsError(
      'NotImplemented',
      "POST forms (generate_presigned_post) are not implemented by the laptop's S3; use a presigned PUT URL.",
      501,
    );
  }
  return new AwsError(
    'AccessDenied',
    'The request is not signed. Run `labelloop env` for keys; anonymous calls are refused.',
    403,
  );
}

/** A completed multipart upload carries the checksum of its object, not of its own document. */
function headersOfBody({ method, query, headers }: SignedParts, service: string | undefined): IncomingHttpHeaders {
  if (service !== 's3' || method !== 'POST' || !query.has('uploadId')) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-amz-checksum-')));
}

/** @throws AwsError InvalidAccessKeyId */
function requireKey(keys: Keys, accessKeyId: string): Key {
  const key = keys.find(accessKeyId);
  if (key) return key;
  throw new AwsError(
    'InvalidAccessKeyId',
    `The access key '${accessKeyId}' does not exist in this data folder; \`labelloop env\` prints the one that does.`,
    403,
  );
}

/** @throws AwsError AuthorizationHeaderMalformed */
function checkRegion({ region }: SignatureClaim): void {
  if (region === REGION) return;
  throw new AwsError(
    'AuthorizationHeaderMalformed',
    `The authorization header is malformed; the region '${region}' is wrong; expecting '${REGION}', the laptop cloud's only one.`,
    400,
    { Region: REGION },
  );
}

/** @throws AwsError SignatureDoesNotMatch, AccessDenied */
async function authenticate(claim: SignatureClaim, parts: SignedParts, key: Key, payloadHash: string): Promise<Caller> {
  const added = unsignedHeader(claim, parts.headers);
  if (added) throw new AwsError('AccessDenied', `The header '${added}' was present, but not signed.`, 403);
  if (!(await signatureHolds(claim, parts, key.secretAccessKey, payloadHash))) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  }
  return { accessKeyId: key.accessKeyId, principal: key.principal };
}

/** S3's names for refused signatures, as the JSON services call them. */
const JSON_CODES: Record<string, string> = {
  InvalidAccessKeyId: 'UnrecognizedClientException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  RequestTimeTooSkewed: 'InvalidSignatureException',
  AuthorizationHeaderMalformed: 'IncompleteSignatureException',
  AccessDenied: 'AccessDeniedException',
};

/** And as the Query services call them. */
const QUERY_CODES: Record<string, string> = {
  InvalidAccessKeyId: 'InvalidClientTokenId',
  RequestTimeTooSkewed: 'RequestExpired',
  AuthorizationHeaderMalformed: 'IncompleteSignature',
  UnknownOperationException: 'InvalidAction',
};

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: AwsError,
  requestId: string,
  service: string | undefined,
): void {
  // A client that waits for 100 Continue has not sent its body: the connection cannot be reused.
  if (request.headers.expect !== undefined) response.setHeader('connection', 'close');
  if (service === 's3' || (service === undefined && request.headers['x-amz-target'] === undefined)) {
    answerXmlError(response, error, requestId, request.method ?? 'GET');
  } else if (isQueryService(service)) {
    answerQueryError(
      response,
      new AwsError(QUERY_CODES[error.code] ?? error.code, error.message, error.status),
      requestId,
    );
  } else {
    answerJsonError(
      response,
      new AwsError(JSON_CODES[error.code] ?? error.code, error.message, error.status),
      requestId,
    );
  }
}
