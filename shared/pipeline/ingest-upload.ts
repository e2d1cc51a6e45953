import { decodeEventKey, type S3Event } from '../contracts/s3-event.ts';
import { parseIncomingKey } from '../domain/project/bucket-keys.ts';
import type { Invocation } from '../handler/create-handler.ts';
import { measureIngested } from '../handler/measures.ts';
import { ingestObject } from './images/ingest-object.ts';

/** Takes in each object that was dropped under `incoming/`; a bad file ends in quarantine, not in an error. */
export async function ingestUpload(
  bucket: string,
  event: S3Event,
  { logger, metrics }: Pick<Invocation, 'logger' | 'metrics'>,
): Promise<void> {
  for (const { s3 } of event.Records) {
    const { object } = s3;
    const key = decodeEventKey(object.key);
    const result = await ingestObject(bucket, { key, etag: object.eTag, bytes: object.size });
    logger.info(`ingested: ${result.outcome}`, { key, ...result });
    const project = parseIncomingKey(key)?.project;
    if (project !== undefined) metrics.count(project, measureIngested(result.outcome));
  }
}
