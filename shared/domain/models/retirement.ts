/**
 * So many of those that were not promoted stay, the newest ones: somebody may want to look, or to deploy one anyway.
 */
const KEPT = 10;
/** What is younger stays in any case. */
const GRACE_MS = 30 * 86_400_000;

/** A model or an endpoint config of SageMaker. */
export interface Named {
  name: string;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/**
 * Which of a project's models (or endpoint configs) may go for good: older than 30 days, not among the last ten, and
 * never in service.
 * @param served names that are in service or were: every champion, and what the endpoint serves or moves to
 */
export function retirable(found: readonly Named[], served: ReadonlySet<string>, now: number): string[] {
  return [...found]
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(KEPT)
    .filter(({ name, createdAt }) => !served.has(name) && createdAt + GRACE_MS <= now)
    .map(({ name }) => name);
}

/** What the labeling engine's own trainings are called, `labeling-<job's reference>-<round>-<fold>`; and their logs. */
export const LEARNT_PREFIX = 'labeling-';
export const isLearntLog = (stream: string) => /^labeling-[0-9a-f]{20}-\d+-\d+\//.test(stream);
/** The tag of theirs that names the labeling job. */
export const LEARNT_FOR_TAG = 'labelloop:labeling-job';

/**
 * Which models of automatic labeling may go: older than 30 days. A labeling job that begins with one is done by then.
 */
export const oldLearnt = <One extends Named>(found: readonly One[], now: number): One[] =>
  found.filter(({ createdAt }) => createdAt + GRACE_MS <= now);

/**
 * Log streams of jobs are as old as the models that they made: what is older than this may go.
 * @returns milliseconds since 1970
 */
export const logsUntil = (now: number) => now - GRACE_MS;

/** SageMaker keeps an endpoint's log for ever unless told how long. */
export const LOG_RETENTION_DAYS = 30;
