import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { parse } from '../contracts/parse.ts';
import { createLogger, type Logger } from './logger.ts';

/** What each handler function gets beside its parsed event. */
export interface Invocation {
  logger: Logger;
  context: Context;
}

/**
 * The one middleware stack of every function: parse the event at the door, log start and failure, let the error go on
 * unchanged (Step Functions reads its `name`).
 */
export function createHandler<Schema extends z.core.$ZodType, Result>(
  name: string,
  schema: Schema,
  handle: (event: z.output<Schema>, invocation: Invocation) => Promise<Result>,
) {
  return middy()
    .onError((request) => {
      const error = request.error as Error;
      createLogger({ function: name, requestId: request.context?.awsRequestId }).error(error.message, {
        errorName: error.name,
        stack: error.stack,
      });
    })
    .handler(async (event: unknown, context: Context) => {
      const logger = createLogger({ function: name, requestId: context.awsRequestId });
      return handle(parse(schema, event, `the event of ${name}`), { logger, context });
    });
}
