import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenFrom } from '../listen-from.ts';
import { AwsError, asAwsError } from './aws-error.ts';
import { refuseForeignPages } from './browser-guard.ts';
import { incompleteBody } from './chunked-body.ts';
import { answerJsonError, answerXmlError } from './error-answer.ts';
import type { Keys } from './keys.ts';
import { readBody } from './read-body.ts';
import type { Caller, WireServices } from './service.ts';
import {
  checkTime,
  readClaim,
  type SignatureClaim,
  type SignedParts,
  signatureHolds,
  unsignedHeader,
} from './signature.ts';
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
/** Bodies that are signed by a hash the client does not send: all but S3's. Lambda's and SageMaker's limits are below it. */
const LARGEST_HASHED_BODY = 32 * 2 ** 20;

/** One port for all services; a request goes to the service that its signature's credential scope names. */
export async function listenWire(options: WireServerOptions): Promise<WireServer> {
  const host = options.host ?? '127.0.0.1';
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
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
    const isPresignedRead = parts.query.has('X-Amz-Signature') && ['GET', 'HEAD'].includes(parts.method);
    refuseForeignPages(request.headers, port, isPresignedRead);
    const claim = isPreflight ? undefined : readClaim(parts);
    service = isPreflight ? 's3' : claim?.service;
    let source = receivedBytes(request, response);
    let caller: Caller = { accessKeyId: '', principal: 'anonymous' };
    if (!isPreflight) {
      if (!claim) throw anonymous();
      const hashed = await hashedBody(claim, request, source);
      source = hashed.source;
      caller = await authenticate(claim, parts, keys, hashed.payloadHash);
    }
    const answerBy = services[service as keyof WireServices];
    if (!answerBy) {
      throw new AwsError(
        'UnknownOperationException',
        `the laptop cloud has no service '${service}'; it has: ${Object.keys(services).join(', ')}`,
        501,
      );
    }
    const { body, checksum } = verifiedBody(source, request.headers);
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
  try {
    // Kept alive on an early return: the refusal still has to go out on this connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
  } catch {
    throw incompleteBody();
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

const anonymous = () =>
  new AwsError(
    'AccessDenied',
    'The request is not signed. Run `labelloop env` for keys; anonymous calls are refused.',
    403,
  );

/** @throws AwsError InvalidAccessKeyId, SignatureDoesNotMatch, AccessDenied, RequestTimeTooSkewed */
async function authenticate(
  claim: SignatureClaim,
  parts: SignedParts,
  keys: Keys,
  payloadHash: string,
): Promise<Caller> {
  const key = keys.find(claim.accessKeyId);
  if (!key) {
    throw new AwsError(
      'InvalidAccessKeyId',
      `The access key '${claim.accessKeyId}' does not exist in this data folder; \`labelloop env\` prints the one that does.`,
      403,
    );
  }
  const unsigned = unsignedHeader(claim, parts.headers);
  if (unsigned) throw new AwsError('AccessDenied', `The header '${unsigned}' was present, but not signed.`, 403);
  if (!(await signatureHolds(claim, parts, key.secretAccessKey, payloadHash))) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  }
  checkTime(claim, Date.now());
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
  } else {
    answerJsonError(
      response,
      new AwsError(JSON_CODES[error.code] ?? error.code, error.message, error.status),
      requestId,
    );
  }
}
