import { decodeEventKey, type S3Event } from '../contracts/s3-event.ts';
import type { Logger } from '../handler/logger.ts';
import { ingestObject } from './images/ingest-object.ts';

/** Takes in each object that was dropped under `incoming/`; a bad file ends in quarantine, not in an error. */
export async function ingestUpload(bucket: string, event: S3Event, logger: Logger): Promise<void> {
  for (const { s3 } of event.Records) {
    const { object } = s3;
    const key = decodeEventKey(object.key);
    const result = await ingestObject(bucket, { key, etag: object.eTag, bytes: object.size });
    logger.info(`ingested: ${result.outcome}`, { key, ...result });
  }
}
