import { decodeEventKey, type S3Event, type ScheduledEvent } from '../contracts/s3-event.ts';
import { parseReadyKey } from '../domain/project/bucket-keys.ts';
import { isProjectName } from '../domain/project/names.ts';
import type { Logger } from '../handler/logger.ts';
import { type Closing, closeProject } from './batches/close-project.ts';
import { sweepProjects } from './batches/sweep-projects.ts';

/**
 * Closes the batches that are due: of one project when its `ready/` marker or that of a request is set, of all of them
 * every minute.
 */
export async function closeBatch(
  place: Pick<Closing, 'bucket' | 'stateMachineArn' | 'labelingBackend'>,
  event: S3Event | ScheduledEvent,
  logger: Logger,
): Promise<void> {
  if (!('Records' in event)) return sweepProjects({ ...place, now: Date.parse(event.time) }, logger);
  for (const { eventTime, s3 } of event.Records) {
    const { project, requestId } = parseReadyKey(decodeEventKey(s3.object.key));
    if (!isProjectName(project)) continue;
    const now = Date.parse(eventTime);
    const closed = await closeProject(project, { ...place, now, reconcile: requestId === undefined });
    const batches = closed.batches.map(({ batchId }) => batchId);
    const said = closed.nothingToLabel ? 'ready, but nothing to label' : 'ready';
    logger.info(said, { project, requestId, ...closed, batches });
  }
}
