import { readConfig } from '../shared/config.ts';
import { s3EventSchema } from '../shared/contracts/s3-event.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { ingestUpload } from '../shared/pipeline/ingest-upload.ts';

export const handler = createHandler('ingest-upload', s3EventSchema, (event, { logger }) =>
  ingestUpload(readConfig('BUCKET').BUCKET, event, logger),
);
