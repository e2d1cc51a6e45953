import { readConfig } from '../shared/config.ts';
import { scheduledEventSchema } from '../shared/contracts/s3-event.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { retireModels } from '../shared/pipeline/retire-models.ts';

export const handler = createHandler('retire-models', scheduledEventSchema, (event, { logger }) =>
  retireModels(readConfig('BUCKET').BUCKET, event, logger),
);
