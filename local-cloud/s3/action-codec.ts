import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { NormalizedSchema } from '@smithy/core/schema';
import { readBody } from '../wire/read-body.ts';
import { headerText, type RestAnswer, readScalar } from '../wire/rest-bindings.ts';
import { ACCOUNT_ID } from '../wire/service.ts';
import type { AnyS3Action } from './action.ts';
import { notImplemented, type S3Target } from './action-match.ts';
import { readXml, writeXml } from './s3-xml.ts';

const LARGEST_XML_BYTES = 2 * 2 ** 20;
const META_PREFIX = 'x-amz-meta-';

/** Members that the wire layer has dealt with, or that describe the transport. */
const isDoneByWire = (name: string) => ['ContentLength', 'ContentMD5'].includes(name) || name.startsWith('Checksum');

/** Values that ask for what the laptop does anyway. */
const WITHOUT_EFFECT: Record<string, readonly string[]> = {
  ACL: ['private', 'bucket-owner-full-control'],
  ExpectedBucketOwner: [ACCOUNT_ID],
  ExpectedSourceBucketOwner: [ACCOUNT_ID],
  RequestPayer: ['requester'],
  ServerSideEncryption: ['AES256'],
  StorageClass: ['STANDARD'],
  VersionId: ['null'],
};

/**
 * The action's input from path, query, headers and XML body, as the SDK's schema binds them.
 * @throws AwsError NotImplemented for a member that the action does not honour, MalformedXML, InvalidArgument
 */
export async function readInput(
  { schema, honours }: AnyS3Action,
  target: S3Target,
  body: AsyncIterable<Uint8Array>,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const [name, member] of NormalizedSchema.of(schema[4]).structIterator()) {
    const value = await readMember(name, member, target, body);
    if (value === undefined) continue;
    if (honours.includes(name)) input[name] = value;
    else if (!isDoneByWire(name) && !WITHOUT_EFFECT[name]?.includes(String(value))) {
      throw notImplemented(`${schema[2]} with ${name}${typeof value === 'object' ? '' : ` '${value}'`}`);
    }
  }
  return input;
}

async function readMember(
  name: string,
  member: NormalizedSchema,
  target: S3Target,
  body: AsyncIterable<Uint8Array>,
): Promise<unknown> {
  const { httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpPayload } = member.getMergedTraits();
  if (httpLabel) return name === 'Bucket' ? target.bucket : target.key;
  if (httpQuery) return readScalar(name, member, target.query.get(httpQuery) ?? undefined);
  if (httpHeader) return readScalar(name, member, headerText(target.headers[httpHeader.toLowerCase()]));
  if (httpPrefixHeaders) return metadata(target.headers);
  if (!httpPayload || member.isStreaming()) return undefined;
  const bytes = await readBody(body, LARGEST_XML_BYTES);
  return bytes.length === 0 ? undefined : readXml(member, bytes);
}

function metadata(headers: IncomingHttpHeaders): Record<string, string> | undefined {
  const entries = Object.entries(headers)
    .filter(([name]) => name.startsWith(META_PREFIX))
    .map(([name, value]) => [name.slice(META_PREFIX.length), String(value)]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** Writes status, headers and body as the SDK's schema binds the output. */
export async function writeAnswer(
  { schema }: AnyS3Action,
  { status, output, content }: RestAnswer<object>,
  response: ServerResponse,
  method: string,
): Promise<void> {
  const { http } = Object(schema[3]) as { http: [method: string, uri: string, status: number] };
  const values = new Map(Object.entries(output));
  const headers: OutgoingHttpHeaders = {};
  const outputSchema = NormalizedSchema.of(schema[5]);
  let document: Buffer | undefined;
  let hasBodyMembers = false;
  for (const [name, member] of outputSchema.structIterator()) {
    const { httpHeader, httpPrefixHeaders, httpPayload } = member.getMergedTraits();
    const value: unknown = values.get(name);
    if (!httpHeader && !httpPrefixHeaders && !httpPayload) hasBodyMembers = true;
    if (value === undefined) continue;
    if (httpHeader) headers[httpHeader.toLowerCase()] = value instanceof Date ? value.toUTCString() : String(value);
    else if (httpPrefixHeaders) {
      for (const [key, text] of Object.entries(Object(value))) headers[META_PREFIX + key] = String(text);
    } else if (httpPayload) document = writeXml(member, value);
  }
  if (hasBodyMembers) document = writeXml(outputSchema, output);
  if (document) headers['content-type'] = 'application/xml';
  if (!content) headers['content-length'] ??= document?.length ?? 0;
  response.writeHead(status ?? http[2], withoutBodyHeaders(status ?? http[2], headers));
  if (content && method !== 'HEAD') await pipeline(content, response);
  else response.end(method === 'HEAD' ? undefined : document);
}

/** 204 must not carry a Content-Length. */
function withoutBodyHeaders(status: number, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  if (status === 204) delete headers['content-length'];
  return headers;
}
