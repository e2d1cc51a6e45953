import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { CORSRule } from '@aws-sdk/client-s3';
import { AwsError } from '../wire/aws-error.ts';

const matches = (pattern: string, value: string) => {
  const [head = '', ...tails] = pattern.split('*');
  if (tails.length === 0) return pattern === value;
  const tail = tails.join('*');
  return value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail);
};

function findRule(rules: CORSRule[], origin: string, method: string, headers: string[]): CORSRule | undefined {
  return rules.find(
    (rule) =>
      rule.AllowedOrigins?.some((pattern) => matches(pattern, origin)) &&
      rule.AllowedMethods?.includes(method) &&
      headers.every((header) =>
        rule.AllowedHeaders?.some((pattern) => matches(pattern.toLowerCase(), header.toLowerCase())),
      ),
  );
}

function allow(response: ServerResponse, rule: CORSRule, origin: string): void {
  const anyone = rule.AllowedOrigins?.includes('*');
  response.setHeader('access-control-allow-origin', anyone ? '*' : origin);
  response.setHeader('access-control-allow-methods', (rule.AllowedMethods ?? []).join(', '));
  if (rule.ExposeHeaders?.length) response.setHeader('access-control-expose-headers', rule.ExposeHeaders.join(', '));
  response.setHeader('vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method');
}

/** Adds the headers of the bucket's first rule that fits an ordinary request; none without a rule. */
export function addCorsHeaders(
  response: ServerResponse,
  rules: CORSRule[],
  headers: IncomingHttpHeaders,
  method: string,
): void {
  if (headers.origin === undefined) return;
  const rule = findRule(rules, headers.origin, method, []);
  if (rule) allow(response, rule, headers.origin);
}

/** Answers a preflight (OPTIONS) by the bucket's rules. @throws AwsError AccessForbidden */
export function answerPreflight(response: ServerResponse, rules: CORSRule[], headers: IncomingHttpHeaders): void {
  const { origin, 'access-control-request-method': method } = headers;
  const asked = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim());
  const names = asked.filter((name) => name !== '');
  const rule = origin && method ? findRule(rules, origin, method, names) : undefined;
  if (!origin || !rule) {
    throw new AwsError('AccessForbidden', 'CORSResponse: no rule of the bucket allows this request.', 403);
  }
  allow(response, rule, origin);
  if (names.length > 0) response.setHeader('access-control-allow-headers', names.join(', '));
  if (rule.MaxAgeSeconds !== undefined) response.setHeader('access-control-max-age', String(rule.MaxAgeSeconds));
  response.writeHead(200, { 'content-length': 0 });
  response.end();
}
