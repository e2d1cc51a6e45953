import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Key } from '../../../local-cloud/wire/keys.ts';

export interface ToSign {
  key: Pick<Key, 'accessKeyId' | 'secretAccessKey'>;
  endpoint: string;
  /** Percent-encoded. */
  path: string;
  method?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  signedAt?: Date;
}

const signer = (credentials: ToSign['key'], service: string) =>
  new SignatureV4({
    service,
    region: 'us-east-1',
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
    credentials,
  });

function toRequest({ endpoint, path, method = 'GET', query = {}, headers = {} }: ToSign): HttpRequest {
  return new HttpRequest({ method, path, query, headers: { host: new URL(endpoint).host, ...headers } });
}

const queryString = (query: HttpRequest['query']) =>
  Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');

/** A presigned URL of S3, as the console or the worker portal hands it out. */
export async function presignedUrl(toSign: ToSign, expiresIn = 60): Promise<string> {
  const request = toRequest(toSign);
  request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
  const signed = await signer(toSign.key, 's3').presign(request, {
    expiresIn,
    signingDate: toSign.signedAt ?? new Date(),
  });
  return `${toSign.endpoint}${toSign.path}?${queryString(signed.query ?? {})}`;
}

/** The headers of a request signed in its Authorization header; the body is not signed unless a header says so. */
export async function signedHeaders(toSign: ToSign, service = 's3'): Promise<Record<string, string>> {
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...toSign.headers };
  const request = toRequest({ ...toSign, headers });
  const signed = await signer(toSign.key, service).sign(request, { signingDate: toSign.signedAt ?? new Date() });
  return signed.headers;
}
