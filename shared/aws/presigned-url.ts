import { S3Client } from '@aws-sdk/client-s3';
import { Sha256 } from '@smithy/core/checksum';
import { escapeUri, HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { readConfig } from '../config.ts';
import { partitionOf } from '../domain/project/partition.ts';
import type { S3Location } from '../domain/project/s3-uri.ts';

let ownClient: S3Client | undefined;

/** A GET URL of one object, signed by the function's own role. */
export function signedReadUrl(location: S3Location, seconds: number): Promise<string> {
  const { AWS_ENDPOINT_URL: endpoint } = readConfig('AWS_ENDPOINT_URL');
  ownClient ??= new S3Client({ ...(endpoint && { endpoint }) });
  return presignedGet(ownClient, location, seconds);
}

/**
 * A GET URL of one object, good for so many seconds.
 * @param client whose endpoint, region and credentials sign
 */
export async function presignedGet(client: S3Client, { bucket, key }: S3Location, seconds: number): Promise<string> {
  const { config } = client;
  const region = await config.region();
  const own = await config.endpoint?.();
  const path = `/${key.split('/').map(escapeUri).join('/')}`;
  const place = own
    ? { protocol: own.protocol, hostname: own.hostname, ...(own.port && { port: own.port }), path: `/${bucket}${path}` }
    : { protocol: 'https:', hostname: `${bucket}.s3.${region}.${partitionOf(region).domain}`, path };
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: config.credentials,
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const host = place.port ? `${place.hostname}:${place.port}` : place.hostname;
  const request = new HttpRequest({
    method: 'GET',
    ...place,
    headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
  });
  const signed = await signer.presign(request, { expiresIn: seconds });
  const query = Object.entries(signed.query ?? {}).map(([name, value]) => `${name}=${escapeUri(String(value))}`);
  return `${place.protocol}//${host}${place.path}?${query.join('&')}`;
}
