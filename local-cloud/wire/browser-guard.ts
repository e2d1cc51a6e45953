import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './aws-error.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

const isLoopbackOrigin = (origin: string) => URL.canParse(origin) && LOOPBACK.includes(new URL(origin).hostname);

/**
 * Refuses what a foreign web page could send to this port: another Host (DNS rebinding), a foreign Origin, a cross-site
 * fetch. A presigned GET may come from an opaque origin (a sandboxed template showing its image): the URL is its own
 * proof.
 * @throws AwsError AccessDenied
 */
export function refuseForeignPages(headers: IncomingHttpHeaders, port: number, isPresignedRead: boolean): void {
  const { host = '', origin } = headers;
  if (!LOOPBACK.some((name) => host.toLowerCase() === `${name}:${port}`)) {
    throw new AwsError('AccessDenied', `Host '${host}' is not this server; use 127.0.0.1:${port}.`, 403);
  }
  const isForeign = origin !== undefined && !isLoopbackOrigin(origin) && !(origin === 'null' && isPresignedRead);
  if (isForeign || (headers['sec-fetch-site'] === 'cross-site' && !isPresignedRead)) {
    throw new AwsError('AccessDenied', `Requests from ${origin ?? 'another site'} are refused.`, 403);
  }
}
