import type { ExecutionStatusEvent, ScheduledEvent } from '../contracts/s3-event.ts';
import type { RecordFailureInput } from '../contracts/workflow-state.ts';
import type { Logger } from '../handler/logger.ts';
import { failureOf, recordEnd } from './failures/record-end.ts';
import { recordLostFailures } from './failures/record-lost-failures.ts';

/**
 * Records bad ends of executions: as the machine tells of its own, as EventBridge tells of those that no machine can
 * tell of, and by schedule those that nobody told of.
 * @returns names of the jobs that were stopped
 */
export async function recordFailure(
  { bucket, stateMachineArn }: { bucket: string; stateMachineArn: string },
  event: RecordFailureInput | ExecutionStatusEvent | ScheduledEvent,
  logger: Logger,
): Promise<{ stopped: string[] }> {
  if ('batchId' in event) return { stopped: await recordEnd(bucket, event) };
  if ('detail' in event) return { stopped: await recordEnd(bucket, await failureOf(event.detail, event.time)) };
  const lost = await recordLostFailures(bucket, stateMachineArn, event.time);
  if (lost.length) logger.warn('failures that nobody had recorded', { lost });
  return { stopped: [] };
}
