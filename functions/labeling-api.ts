import * as z from 'zod/mini';
import { LambdaEngine, sweepEventSchema } from '../labeling-engine/lambda/lambda-engine.ts';
import { putEvent } from '../shared/aws/event-bus.ts';
import { startFunction } from '../shared/aws/lambda-functions.ts';
import { readConfig } from '../shared/config.ts';
import { type HttpResult, httpEventSchema } from '../shared/contracts/http-event.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';

const REOPEN_SECONDS = 60;

const eventSchema = z.union([httpEventSchema, sweepEventSchema]);

let engine: LambdaEngine | undefined;

function openEngine({ logger, context }: Invocation): LambdaEngine {
  const { BUCKET, PRE_ANNOTATION_LAMBDA_ARN, CONSOLIDATION_LAMBDA_ARN, DETECTOR_IMAGE } = readConfig(
    'BUCKET',
    'PRE_ANNOTATION_LAMBDA_ARN',
    'CONSOLIDATION_LAMBDA_ARN',
    'DETECTOR_IMAGE',
  );
  const [, , , region = '', accountId = ''] = context.invokedFunctionArn.split(':');
  return new LambdaEngine({
    bucket: BUCKET,
    account: { accountId, region },
    builtInHooks: { preAnnotation: PRE_ANNOTATION_LAMBDA_ARN, consolidation: CONSOLIDATION_LAMBDA_ARN },
    reopenSeconds: REOPEN_SECONDS,
    learningImage: DETECTOR_IMAGE,
    log: (message, fields) => logger.warn(message, fields),
    emit: putEvent,
    renderThread: new URL('./render-thread.mjs', import.meta.url),
    sweepSoon: (event) => startFunction(context.functionName, event),
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
  await engine.sweep(event);
  return { swept: true };
}

export const handler = createHandler('labeling-api', eventSchema, labelingApi);
