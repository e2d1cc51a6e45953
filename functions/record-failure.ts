import * as z from 'zod/mini';
import { readConfig } from '../shared/config.ts';
import { executionStatusEventSchema, scheduledEventSchema } from '../shared/contracts/s3-event.ts';
import { recordFailureInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';
import { failureOf, recordFailure as recordOne } from '../shared/pipeline/record-failure.ts';
import { recordLostFailures } from '../shared/pipeline/record-lost-failures.ts';

const eventSchema = z.union([recordFailureInputSchema, executionStatusEventSchema, scheduledEventSchema]);

/**
 * Records bad ends of executions: as the machine tells of its own, as EventBridge tells of those that no machine can tell of, and by
 * schedule those that nobody told of.
 */
export async function recordFailure(
  event: z.infer<typeof eventSchema>,
  { logger }: Pick<Invocation, 'logger'>,
): Promise<{ stopped: string[] }> {
  const { BUCKET, STATE_MACHINE_ARN } = readConfig('BUCKET', 'STATE_MACHINE_ARN');
  if ('batchId' in event) return { stopped: await recordOne(BUCKET, event) };
  if ('detail' in event) return { stopped: await recordOne(BUCKET, await failureOf(event.detail, event.time)) };
  const lost = await recordLostFailures(BUCKET, STATE_MACHINE_ARN, event.time);
  if (lost.length) logger.warn('failures that nobody had recorded', { lost });
  return { stopped: [] };
}

export const handler = createHandler('record-failure', eventSchema, recordFailure);
