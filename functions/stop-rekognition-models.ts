import { readConfig } from '../shared/config.ts';
import { scheduledEventSchema } from '../shared/contracts/s3-event.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { stopRekognitionModels } from '../shared/pipeline/stop-rekognition-models.ts';

export const handler = createHandler('stop-rekognition-models', scheduledEventSchema, (event, { logger }) =>
  stopRekognitionModels(readConfig('BUCKET').BUCKET, event, logger),
);
