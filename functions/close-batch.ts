import * as z from 'zod/mini';
import { readConfig } from '../shared/config.ts';
import { s3EventSchema, scheduledEventSchema } from '../shared/contracts/s3-event.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { closeBatch } from '../shared/pipeline/close-batch.ts';

const eventSchema = z.union([s3EventSchema, scheduledEventSchema]);

export const handler = createHandler('close-batch', eventSchema, (event, { logger }) => {
  const config = readConfig('BUCKET', 'STATE_MACHINE_ARN', 'LABELING_BACKEND');
  const place = {
    bucket: config.BUCKET,
    stateMachineArn: config.STATE_MACHINE_ARN,
    labelingBackend: config.LABELING_BACKEND,
  };
  return closeBatch(place, event, logger);
});
