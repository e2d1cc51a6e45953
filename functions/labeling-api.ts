import * as z from 'zod/mini';
import { LambdaEngine } from '../labeling-engine/lambda/lambda-engine.ts';
import { readConfig } from '../shared/config.ts';
import { type HttpResult, httpEventSchema } from '../shared/contracts/http-event.ts';
import { scheduledEventSchema } from '../shared/contracts/s3-event.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';

const REOPEN_SECONDS = 60;

const eventSchema = z.union([httpEventSchema, scheduledEventSchema]);

let engine: LambdaEngine | undefined;

function openEngine({ logger, context }: Invocation): LambdaEngine {
  const { BUCKET, PRE_ANNOTATION_LAMBDA_ARN, CONSOLIDATION_LAMBDA_ARN } = readConfig(
    'BUCKET',
    'PRE_ANNOTATION_LAMBDA_ARN',
    'CONSOLIDATION_LAMBDA_ARN',
  );
  const [, , , region = '', accountId = ''] = context.invokedFunctionArn.split(':');
  return new LambdaEngine({
    bucket: BUCKET,
    account: { accountId, region },
    builtInHooks: { preAnnotation: PRE_ANNOTATION_LAMBDA_ARN, consolidation: CONSOLIDATION_LAMBDA_ARN },
    reopenSeconds: REOPEN_SECONDS,
    log: (message, fields) => logger.warn(message, fields),
    emit: async (event) => logger.info('a labeling job has ended', { ...event }),
  });
}

/**
 * The labeling engine as a function: workers through the HTTP API, the labeling API through `lambda:InvokeFunction`, everything
 * that is due by schedule.
 */
export async function labelingApi(
  event: z.infer<typeof eventSchema>,
  invocation: Invocation,
): Promise<HttpResult | { swept: true }> {
  engine ??= openEngine(invocation);
  if ('requestContext' in event) return engine.answer(event);
  await engine.sweep(Date.parse(event.time));
  return { swept: true };
}

export const handler = createHandler('labeling-api', eventSchema, labelingApi);
