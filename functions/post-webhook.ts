import { readConfig } from '../shared/config.ts';
import { executionStatusEventSchema } from '../shared/contracts/s3-event.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { postWebhook } from '../shared/pipeline/post-webhook.ts';

export const handler = createHandler('post-webhook', executionStatusEventSchema, async (event, { logger }) => {
  const message = await postWebhook(readConfig('BUCKET').BUCKET, event);
  if (message) logger.info('told the webhook', { ...message });
});
