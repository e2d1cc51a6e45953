import { readConfig } from '../shared/config.ts';
import { type ExecutionStatusEvent, executionStatusEventSchema } from '../shared/contracts/s3-event.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';
import { postWebhook as postOne } from '../shared/pipeline/post-webhook.ts';

/** Tells the project's webhook what its executions come to. */
export async function postWebhook(event: ExecutionStatusEvent, { logger }: Pick<Invocation, 'logger'>): Promise<void> {
  const { BUCKET } = readConfig('BUCKET');
  const message = await postOne(BUCKET, event);
  if (message) logger.info('told the webhook', { ...message });
}

export const handler = createHandler('post-webhook', executionStatusEventSchema, postWebhook);
