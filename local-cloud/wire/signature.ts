import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Sha256 } from '@smithy/core/checksum';
import { escapeUri, HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsError } from './aws-error.ts';

/** What a request says about its signature, not verified yet. */
export interface SignatureClaim {
  accessKeyId: string;
  signedAt: Date;
  region: string;
  /** Name in the credential scope: `s3`, `states`, … */
  service: string;
  signedHeaders: string[];
  signature: string;
  /** Only of presigned URLs: milliseconds since 1970. */
  expiresAt: number | undefined;
}

/** The parts of a request that SigV4 covers. */
export interface SignedParts {
  method: string;
  rawPath: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

const SKEW_MS = 15 * 60_000;
const LONGEST_EXPIRY_SECONDS = 7 * 24 * 3600;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})$/;

/**
 * Reads the claim from the Authorization header or the presigned query; undefined for an anonymous request.
 * @throws AwsError AuthorizationHeaderMalformed or AuthorizationQueryParametersError
 */
export function readClaim({ query, headers }: SignedParts): SignatureClaim | undefined {
  if (headers.authorization !== undefined) {
    if (/^AWS [^:\s]+:/.test(headers.authorization)) {
      throw new AwsError(
        'InvalidRequest',
        "Signature Version 2 in the Authorization header is not supported. Please use AWS4-HMAC-SHA256: Config(signature_version='s3v4').",
      );
    }
    const match = AUTHORIZATION.exec(headers.authorization);
    if (!match) throw malformedHeader(`only 'AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…' is accepted`);
    return claim(match[1]!, match[2]!, match[3]!, String(headers['x-amz-date']), undefined, malformedHeader);
  }
  if (!query.has('X-Amz-Signature') && !query.has('X-Amz-Algorithm')) return undefined;
  const parameter = (name: string) => query.get(`X-Amz-${name}`) ?? '';
  if (parameter('Algorithm') !== 'AWS4-HMAC-SHA256') throw malformedQuery('X-Amz-Algorithm must be AWS4-HMAC-SHA256');
  const expires = Number(parameter('Expires') || Number.NaN);
  if (!Number.isInteger(expires) || expires < 0 || expires > LONGEST_EXPIRY_SECONDS) {
    throw malformedQuery(`X-Amz-Expires must be a number of seconds from 0 to ${LONGEST_EXPIRY_SECONDS}`);
  }
  return claim(
    parameter('Credential'),
    parameter('SignedHeaders'),
    parameter('Signature'),
    parameter('Date'),
    expires,
    malformedQuery,
  );
}

const malformedHeader = (message: string) =>
  new AwsError('AuthorizationHeaderMalformed', `The authorization header is malformed: ${message}.`);
const malformedQuery = (message: string) =>
  new AwsError('AuthorizationQueryParametersError', `The presigned query is malformed: ${message}.`);

function claim(
  credential: string,
  signedHeaders: string,
  signature: string,
  date: string,
  expires: number | undefined,
  malformed: (message: string) => AwsError,
): SignatureClaim {
  const [accessKeyId, day, region, service, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !day || !region || !service || terminator !== 'aws4_request' || rest.length > 0) {
    throw malformed(`the credential '${credential}' is not <key>/<yyyymmdd>/<region>/<service>/aws4_request`);
  }
  const signedAt = new Date(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(signedAt.getTime()) || !date.startsWith(day)) {
    throw malformed(`the signing date '${date}' is missing, malformed or not of the credential's day`);
  }
  const names = signedHeaders.split(';');
  if (!names.includes('host')) throw malformed('the host header must be signed');
  return {
    accessKeyId,
    signedAt,
    region,
    service,
    signedHeaders: names,
    signature,
    expiresAt: expires === undefined ? undefined : signedAt.getTime() + expires * 1000,
  };
}

/** @throws AwsError when the claim was made too long ago, lies in the future, or its URL has expired */
export function checkTime({ signedAt, expiresAt }: SignatureClaim, now: number): void {
  const tooEarly = signedAt.getTime() > now + SKEW_MS;
  const tooLate = expiresAt === undefined && signedAt.getTime() < now - SKEW_MS;
  if (expiresAt !== undefined && now > expiresAt) throw new AwsError('AccessDenied', 'Request has expired', 403);
  if (tooEarly || tooLate) {
    throw new AwsError(
      'RequestTimeTooSkewed',
      `The request was signed at ${signedAt.toISOString()}, more than 15 minutes off this machine's ${new Date(now).toISOString()}.`,
      403,
    );
  }
}

/** The first `x-amz-*` header that the signature does not cover, which an attacker could have added. */
export const unsignedHeader = ({ signedHeaders }: SignatureClaim, headers: IncomingHttpHeaders) =>
  Object.keys(headers).find((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));

/**
 * Signs the request again with the secret and compares.
 * @param payloadHash the SHA-256 of the body, or the keyword that stands for it (`UNSIGNED-PAYLOAD`, `STREAMING-…`)
 */
export async function signatureHolds(
  claim: SignatureClaim,
  parts: SignedParts,
  secretAccessKey: string,
  payloadHash: string,
): Promise<boolean> {
  const headers: Record<string, string> = { 'x-amz-content-sha256': payloadHash };
  for (const name of claim.signedHeaders) {
    const value = parts.headers[name];
    if (value === undefined) return false;
    headers[name] = String(value);
  }
  const signer = new SignatureV4({
    service: claim.service,
    region: claim.region,
    sha256: Sha256,
    uriEscapePath: claim.service !== 's3',
    applyChecksum: false,
    credentials: { accessKeyId: claim.accessKeyId, secretAccessKey },
  });
  const signed = await signer.sign(
    new HttpRequest({
      method: parts.method,
      path: claim.service === 's3' ? escapedOnce(parts.rawPath) : parts.rawPath,
      query: groupedQuery(parts.query),
      headers,
    }),
    {
      signingDate: claim.signedAt,
      signableHeaders: new Set(claim.signedHeaders),
      // The signer adds these two by itself; they count only where the client signed them.
      unsignableHeaders: new Set(['x-amz-date', 'x-amz-content-sha256']),
    },
  );
  const expected = Buffer.from(String(signed.headers.authorization).split('Signature=')[1] ?? '');
  const given = Buffer.from(claim.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/**
 * Clients escape more or less than RFC 3986 asks for on the wire, but all sign the strict form.
 * @throws AwsError InvalidURI
 */
function escapedOnce(rawPath: string): string {
  return rawPath
    .split('/')
    .map((segment) => escapeUri(decodeSegment(segment)))
    .join('/');
}

/** @throws AwsError InvalidURI for broken percent escapes */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AwsError('InvalidURI', `The path segment '${segment}' is not percent-encoded UTF-8.`);
  }
}

function groupedQuery(query: URLSearchParams): Record<string, string | string[]> {
  const grouped: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    grouped[name] = values.length === 1 ? values[0]! : values;
  }
  return grouped;
}
