import { readConfig } from '../shared/config.ts';
import { queuedS3EventSchema, unqueuedS3Event } from '../shared/contracts/s3-event.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { ingestUpload } from '../shared/pipeline/ingest-upload.ts';

export const handler = createHandler('ingest-upload', queuedS3EventSchema, (event, invocation) =>
  ingestUpload(readConfig('BUCKET').BUCKET, unqueuedS3Event(event), invocation),
);
