import * as z from 'zod/mini';

/**
 * An HTTP request inside a Lambda event and the answer inside its result: the part of the function URL format (payload version 2.0)
 * that carries a JSON 1.1 call to our labeling engine.
 */
export interface FunctionUrlRequest {
  version: '2.0';
  rawPath: string;
  rawQueryString: string;
  headers: Record<string, string>;
  requestContext: { http: { method: string; path: string; sourceIp: string } };
  body: string;
  isBase64Encoded: boolean;
}

export const functionUrlResponseSchema = z.object({
  statusCode: z.int(),
  headers: z.optional(z.record(z.string(), z.string())),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});
