import type { ServerResponse } from 'node:http';
import { XmlCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { BoundAction } from './api-action.ts';
import { AwsError, asAwsError } from './aws-error.ts';
import { xmlText } from './error-answer.ts';
import { readBody } from './read-body.ts';
import { readScalar } from './rest-bindings.ts';
import type { WireService } from './service.ts';

/** Services that speak AWS's Query protocol: their clients can read no refusal but XML, also of what is not here. */
const QUERY_SERVICES = new Set([
  'autoscaling',
  'cloudformation',
  'cloudsearch',
  'ec2',
  'elasticache',
  'elasticbeanstalk',
  'elasticloadbalancing',
  'email',
  'iam',
  'monitoring',
  'rds',
  'redshift',
  'sdb',
  'ses',
  'sns',
  'sts',
]);

export const isQueryService = (service: string | undefined) => service !== undefined && QUERY_SERVICES.has(service);

const LARGEST_FORM_BYTES = 2 ** 20;
const ISO_8601 = 5;

function send(response: ServerResponse, status: number, body: string, requestId: string): void {
  response.writeHead(status, {
    'content-type': 'text/xml',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': requestId,
  });
  response.end(body);
}

/** Writes the error document of the Query protocol. */
export function answerQueryError(response: ServerResponse, error: AwsError, requestId: string): void {
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const details = `<Type>${type}</Type><Code>${xmlText(error.code)}</Code><Message>${xmlText(error.message)}</Message>`;
  const body = `<ErrorResponse><Error>${details}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  send(response, error.status, body, requestId);
}

export interface QueryServiceOptions {
  /** The service, as its refusals call it. */
  name: string;
  xmlNamespace: string;
  actions: readonly BoundAction[];
}

/** A service of the Query protocol: a form in, `Action` among its fields, XML out. */
export function queryService({ name, xmlNamespace, actions }: QueryServiceOptions): WireService {
  const codec = new XmlCodec({
    xmlNamespace,
    serviceNamespace: name,
    timestampFormat: { useTrait: true, default: ISO_8601 },
    httpBindings: false,
  });
  return async ({ body, query, caller, requestId }, response) => {
    try {
      const form = new URLSearchParams((await readBody(body, LARGEST_FORM_BYTES)).toString('utf8'));
      const wanted = form.get('Action') ?? query.get('Action') ?? '';
      const action = actions.find((one) => one.name === wanted);
      if (!action) {
        const names = actions.map((one) => one.name).join(', ');
        const message = `the laptop cloud has no ${name} action '${wanted}'; it has: ${names} (docs/feature-support.md)`;
        throw new AwsError('InvalidAction', message);
      }
      const output = await action.perform(readForm(action, form), { caller });
      send(response, 200, writeResult(codec, xmlNamespace, action, output, requestId), requestId);
    } catch (error) {
      answerQueryError(response, asAwsError(error), requestId);
    }
  };
}

/** The form's fields by the schema's members: `Tags.member.1.Key` is the key of the first tag. */
function readForm({ schema }: BoundAction, form: URLSearchParams): Record<string, unknown> {
  return readStructure('', NormalizedSchema.of(schema[4]), form);
}

function readStructure(prefix: string, schema: NormalizedSchema, form: URLSearchParams): Record<string, unknown> {
  const members = Array.from(schema.structIterator(), ([name, member]) => [
    name,
    readValue(prefix + name, member, form),
  ]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

function readValue(name: string, schema: NormalizedSchema, form: URLSearchParams): unknown {
  const isThere = (prefix: string) => [...form.keys()].some((key) => key === prefix || key.startsWith(`${prefix}.`));
  if (schema.isStructSchema()) return isThere(name) ? readStructure(`${name}.`, schema, form) : undefined;
  if (schema.isMapSchema()) {
    const entries: Array<[key: string, value: unknown]> = [];
    for (let at = 1; isThere(`${name}.entry.${at}`); at++) {
      const entry = `${name}.entry.${at}`;
      entries.push([form.get(`${entry}.key`) ?? '', readValue(`${entry}.value`, schema.getValueSchema(), form)]);
    }
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }
  if (!schema.isListSchema()) return readScalar(name, schema, form.get(name) ?? undefined);
  const items: unknown[] = [];
  for (let at = 1; isThere(`${name}.member.${at}`); at++)
    items.push(readValue(`${name}.member.${at}`, schema.getValueSchema(), form));
  return items.length > 0 ? items : undefined;
}

/** `<XResponse><XResult>…</XResult><ResponseMetadata>…` */
function writeResult(
  codec: XmlCodec,
  xmlNamespace: string,
  { name, schema }: BoundAction,
  output: unknown,
  requestId: string,
): string {
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const outputSchema = NormalizedSchema.of(schema[5]);
  // What answers nothing has no result.
  if (outputSchema.isUnitSchema()) return `<${name}Response xmlns="${xmlNamespace}">${metadata}</${name}Response>`;
  const serialiser = codec.createSerializer();
  serialiser.write(outputSchema, output);
  // The codec names the document after the schema; the protocol names it after the action.
  const members = String(serialiser.flush()).replace(/^<[^>]*>|<\/[^>]*>$/g, '');
  return `<${name}Response xmlns="${xmlNamespace}"><${name}Result>${members}</${name}Result>${metadata}</${name}Response>`;
}
