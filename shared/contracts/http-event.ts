import * as z from 'zod/mini';

/**
 * An HTTP request inside a Lambda event (API Gateway's HTTP APIs, payload version 2.0). AWS itself sets `domainName` on
 * what comes in through an API, so a JSON 1.1 call that our own clients carry by `lambda:InvokeFunction` has none.
 * `timeEpoch` is when the request came in, in milliseconds: the handler's `now`.
 */
export const httpEventSchema = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  rawQueryString: z.string(),
  headers: z.record(z.string(), z.string()),
  requestContext: z.object({
    domainName: z.optional(z.string()),
    http: z.object({ method: z.string(), path: z.string(), sourceIp: z.string() }),
    timeEpoch: z.number(),
  }),
  body: z._default(z.string(), ''),
  isBase64Encoded: z._default(z.boolean(), false),
});
export type HttpEvent = z.infer<typeof httpEventSchema>;

/** The answer inside the function's result. */
export const httpResultSchema = z.object({
  statusCode: z.int(),
  headers: z.optional(z.record(z.string(), z.string())),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});
export type HttpResult = z.infer<typeof httpResultSchema>;
