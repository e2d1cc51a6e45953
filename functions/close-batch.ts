import * as z from 'zod/mini';
import { readConfig } from '../shared/config.ts';
import { decodeEventKey, s3EventSchema, scheduledEventSchema } from '../shared/contracts/s3-event.ts';
import { parseReadyKey } from '../shared/domain/project/bucket-keys.ts';
import { isProjectName } from '../shared/domain/project/names.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';
import { closeProject } from '../shared/pipeline/close-project.ts';
import { sweepProjects } from '../shared/pipeline/sweep-projects.ts';

const eventSchema = z.union([s3EventSchema, scheduledEventSchema]);

/** Closes the batches that are due: of one project when its `ready/` marker or that of a request is set, of all of them every minute. */
export async function closeBatch(event: z.infer<typeof eventSchema>, { logger }: Invocation): Promise<void> {
  const { BUCKET, STATE_MACHINE_ARN } = readConfig('BUCKET', 'STATE_MACHINE_ARN');
  const place = { bucket: BUCKET, stateMachineArn: STATE_MACHINE_ARN };
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

export const handler = createHandler('close-batch', eventSchema, closeBatch);
