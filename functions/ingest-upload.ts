import { readConfig } from '../shared/config.ts';
import { decodeEventKey, type S3Event, s3EventSchema } from '../shared/contracts/s3-event.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';
import { ingestObject } from '../shared/pipeline/ingest-object.ts';

/** Takes in each object that was dropped under `incoming/`; a bad file ends in quarantine, not in an error. */
export async function ingestUpload(event: S3Event, { logger }: Invocation): Promise<void> {
  const { BUCKET } = readConfig('BUCKET');
  for (const { s3 } of event.Records) {
    const { object } = s3;
    const key = decodeEventKey(object.key);
    const result = await ingestObject(BUCKET, { key, etag: object.eTag, bytes: object.size });
    logger.info(`ingested: ${result.outcome}`, { key, ...result });
  }
}

export const handler = createHandler('ingest-upload', s3EventSchema, ingestUpload);
