import type { IncomingHttpHeaders } from 'node:http';
import * as sdk from '@aws-sdk/client-s3';
import { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema, StaticOperationSchema } from '@smithy/types';
import { AwsError } from '../wire/aws-error.ts';
import { decodeSegment } from '../wire/signature.ts';

/** Whether a request addresses the service, a bucket or an object. */
export interface S3Address {
  bucket: string | undefined;
  key: string | undefined;
}

/** Splits `/<bucket>/<key>`. The key is everything after the first slash, `..` and empty segments included. */
export function readAddress(rawPath: string): S3Address {
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(rawPath) ?? [];
  return {
    bucket: bucket === '' ? undefined : decodeSegment(bucket),
    key: key === '' ? undefined : decodeSegment(key),
  };
}

const OPERATION = 9;
const QUERY_HINT = 'x-id';

interface Candidate {
  schema: StaticOperationSchema;
  name: string;
  method: string;
  level: 'service' | 'bucket' | 'object';
  literals: Array<[name: string, value: string]>;
  requiredQueries: string[];
  requiredHeaders: string[];
  /** Every query parameter that the action knows. */
  queries: Set<string>;
}

const isOperation = (value: unknown): value is StaticOperationSchema => Array.isArray(value) && value[0] === OPERATION;

function candidate(schema: StaticOperationSchema): Candidate[] {
  const { http } = Object(schema[3]) as { http: [method: string, uri: string, status: number] };
  const [path, query = ''] = http[1].split('?');
  if (path !== '/' && path !== '/{Key+}') return [];
  const input = NormalizedSchema.of(schema[4]);
  const members = Array.from(input.structIterator(), ([name, member]) => ({ name, ...member.getMergedTraits() }));
  const required = members.slice(0, requiredCount(input));
  const literals = [...new URLSearchParams(query)].filter(([name]) => name !== QUERY_HINT);
  const hasBucket = members.some(({ name }) => name === 'Bucket');
  return [
    {
      schema,
      name: schema[2],
      method: http[0],
      level: path === '/{Key+}' ? 'object' : hasBucket ? 'bucket' : 'service',
      literals,
      requiredQueries: required.flatMap(({ httpQuery }) => httpQuery ?? []),
      requiredHeaders: required.flatMap(({ httpHeader }) => httpHeader?.toLowerCase() ?? []),
      queries: new Set([...members.flatMap(({ httpQuery }) => httpQuery ?? []), ...literals.map(([name]) => name)]),
    },
  ];
}

function requiredCount(schema: NormalizedSchema): number {
  const raw: unknown = schema.getSchema();
  return Array.isArray(raw) && typeof raw[6] === 'number' ? raw[6] : 0;
}

/** Every action of S3's API: also those that the laptop refuses, so that none is taken for another. */
const CANDIDATES = Object.values(sdk as unknown as Record<string, $Schema>)
  .filter(isOperation)
  .flatMap(candidate);

const conditions = ({ literals, requiredQueries, requiredHeaders }: Candidate) =>
  literals.length + requiredQueries.length + requiredHeaders.length;

export interface S3Target extends S3Address {
  method: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

/**
 * The action that a request means: the one with the most conditions among those that it meets.
 * @throws AwsError NotImplemented for what is no action, or carries a query parameter that its action does not know
 */
export function matchAction({ method, bucket, key, query, headers }: S3Target): StaticOperationSchema {
  const level = bucket === undefined ? 'service' : key === undefined ? 'bucket' : 'object';
  const hint = query.get(QUERY_HINT);
  const best = CANDIDATES.filter(
    (one) =>
      one.method === method &&
      one.level === level &&
      one.literals.every(([name, value]) => query.has(name) && (value === '' || query.get(name) === value)) &&
      one.requiredQueries.every((name) => query.has(name)) &&
      one.requiredHeaders.every((name) => headers[name] !== undefined),
  ).sort((a, b) => conditions(b) - conditions(a) || Number(b.name === hint) - Number(a.name === hint))[0];
  if (!best)
    throw notImplemented(
      `${method} on ${level === 'service' ? 'the service' : `a${level === 'object' ? 'n' : ''} ${level}`}`,
    );
  const unknown = [...query.keys()].find(
    (name) => name !== QUERY_HINT && !/^x-amz-/i.test(name) && !best.queries.has(name),
  );
  if (unknown !== undefined) throw notImplemented(`${best.name} with the query parameter '${unknown}'`);
  return best.schema;
}

/** The refusal of everything that the laptop's S3 does not do. */
export const notImplemented = (what: string) =>
  new AwsError(
    'NotImplemented',
    `${what} is not implemented by the laptop's S3; docs/feature-support/s3.md lists what is.`,
    501,
  );
