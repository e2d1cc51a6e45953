import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { readConfig } from '../config.ts';
import { parse } from '../contracts/parse.ts';
import { type Metrics, openMetrics } from './emit-metrics.ts';
import { createLogger, type Logger } from './logger.ts';
import type { Measures } from './measures.ts';

/** What each handler function gets beside its parsed event. */
export interface Invocation {
  logger: Logger;
  metrics: Metrics;
  context: Context;
}

/**
 * The one middleware stack of every function: parse the event at the door, log start and failure, let the error go on
 * unchanged (Step Functions reads its `name`), and emit what was measured once the work is done.
 * @param measure what the result says in figures; a step's project is the one of its event
 */
export function createHandler<Schema extends z.core.$ZodType, Result>(
  name: string,
  schema: Schema,
  handle: (event: z.output<Schema>, invocation: Invocation) => Promise<Result>,
  measure?: (result: Result) => Measures,
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
      const metrics = openMetrics(readConfig('METRICS_STAGE').METRICS_STAGE, Date.now, (line) =>
        process.stdout.write(line),
      );
      const parsed = parse(schema, event, `the event of ${name}`);
      const result = await handle(parsed, { logger, context, metrics });
      if (measure) metrics.count((parsed as { project: string }).project, measure(result));
      metrics.flush();
      return result;
    });
}
