import { setTimeout as pause } from 'node:timers/promises';
import type { Batch } from '../../shared/contracts/batch.ts';
import { metricName } from '../../shared/domain/models/metrics.ts';
import { labelingJobName } from '../../shared/domain/project/names.ts';
import { badEnd } from '../loop/watch-batch.ts';
import { describeRunning } from './describe-progress.ts';
import { type ProjectStatus, readStatus } from './read-status.ts';

/** A status is some tens of requests. */
const LOOK_AGAIN_MS = 4_000;

/** How the executions of a project ended, for who waited. */
export interface LiveOutcome {
  /** `deployed`, `kept`, `labeled`, …: what the last execution says of itself. */
  outcome: string | null;
  endpoint: string | null;
  endpointStatus: string | null;
  /** What people are told. */
  lines: string[];
}

/** A project's status, as far as a person who waits needs it. */
type Standing = Pick<
  ProjectStatus,
  'project' | 'executions' | 'running' | 'trainingWaits' | 'champion' | 'endpointStatus'
>;

/**
 * Waits until no execution of the project runs, and tells how it ended.
 * @param batch whose execution must have begun before its end is believed; undefined: any
 * @throws CommandError when the newest execution failed
 */
export async function waitUntilLive(
  bucket: string,
  project: string,
  batch: Pick<Batch, 'project' | 'uid' | 'batchId'> | undefined,
  { tell, signal }: { tell(text: string): void; signal: AbortSignal },
): Promise<LiveOutcome> {
  const execution = batch && labelingJobName(batch);
  for (;;) {
    const [status] = await readStatus(bucket, project, Date.now());
    const standing = judgeStanding(status!, execution);
    if (typeof standing !== 'string') return standing;
    tell(standing);
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
}

/**
 * What a status means for who waits: a text while there is something to wait for, else how it ended.
 * @param execution that must have begun; undefined: any
 * @throws CommandError when the newest execution failed
 */
export function judgeStanding(status: Standing, execution: string | undefined): string | LiveOutcome {
  const { project, executions, running, trainingWaits, champion, endpointStatus } = status;
  if (running) {
    const [line] = describeRunning(running);
    return line ? line.join(': ') : `in ${running.state}`;
  }
  const isAwaited = (name: string) => !execution || name === execution || name.startsWith(`${execution}-n`);
  const last = executions.find(({ name }) => isAwaited(name));
  if (!last) return execution ? 'waiting for the execution to begin' : ended('nothing runs');
  if (last.status === 'RUNNING') return `in ${last.state ?? 'its first state'}`;
  if (last.status !== 'SUCCEEDED')
    throw badEnd(project, {
      ...{ status: last.status as 'FAILED', executionArn: last.name },
      ...{ error: last.error, cause: last.cause },
    });
  return ended([last.outcome, last.reason].filter(Boolean).join(': '));

  function ended(how: string): LiveOutcome {
    const lines = [how];
    if (trainingWaits) lines.push(`training waits: ${trainingWaits}`);
    if (champion)
      lines.push(
        `endpoint ${champion.endpointName} ${endpointStatus ?? 'missing'}: ${metricName(champion.metric)} ${champion.score.toFixed(3)}`,
        `next: labelloop detect IMAGE --project ${project}`,
      );
    else lines.push(`no endpoint yet; \`labelloop status ${project}\` says why`);
    return {
      ...{ outcome: last?.outcome ?? null, endpoint: champion?.endpointName ?? null },
      ...{ endpointStatus: (champion && endpointStatus) ?? null, lines },
    };
  }
}
