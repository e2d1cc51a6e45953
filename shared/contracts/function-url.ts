import * as z from 'zod/mini';

/**
 * An HTTP request inside a Lambda event (function URL format, payload version 2.0). AWS itself sets `domainName` on what comes in
 * through a URL; a JSON 1.1 call that our own clients carry by `lambda:InvokeFunction` has none.
 */
export const functionUrlRequestSchema = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  rawQueryString: z.string(),
  headers: z.record(z.string(), z.string()),
  requestContext: z.object({
    domainName: z.optional(z.string()),
    http: z.object({ method: z.string(), path: z.string(), sourceIp: z.string() }),
  }),
  body: z._default(z.string(), ''),
  isBase64Encoded: z._default(z.boolean(), false),
});
export type FunctionUrlRequest = z.infer<typeof functionUrlRequestSchema>;

/** What an EventBridge schedule sends. */
export const scheduledEventSchema = z.object({ 'detail-type': z.literal('Scheduled Event'), time: z.string() });

/** The answer inside the function's result. */
export const functionUrlResponseSchema = z.object({
  statusCode: z.int(),
  headers: z.optional(z.record(z.string(), z.string())),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});
export type FunctionUrlResponse = z.infer<typeof functionUrlResponseSchema>;
