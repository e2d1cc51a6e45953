import { LARGEST_HISTORY_EVENTS, REDRIVABLE_MS } from '../quotas.ts';
import type { ExecutionRecord } from './records.ts';

/**
 * Why an execution cannot be redriven; undefined when it can (Developer Guide, "Restarting executions with redrive").
 */
export function redriveObstacle(execution: ExecutionRecord, now: number): string | undefined {
  if (!['FAILED', 'ABORTED', 'TIMED_OUT'].includes(execution.status)) {
    return `Execution is ${execution.status} and cannot be redriven`;
  }
  if (execution.lastEventId >= LARGEST_HISTORY_EVENTS - 1) return 'Execution history event limit exceeded';
  return now - execution.stoppedAt! > REDRIVABLE_MS ? 'Execution has exceeded the redrivable period' : undefined;
}
