import { readConfig } from '../shared/config.ts';
import { scheduledEventSchema } from '../shared/contracts/s3-event.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { measureDrift } from '../shared/handler/measures.ts';
import { collectCaptures } from '../shared/pipeline/collect-captures.ts';

export const handler = createHandler('collect-captures', scheduledEventSchema, (event, { logger, metrics }) =>
  collectCaptures(readConfig('BUCKET').BUCKET, event, logger, (project, drift) =>
    metrics.count(project, measureDrift(drift)),
  ),
);
