import type { Batch } from '../../contracts/batch.ts';
import type { Project } from '../../contracts/project.ts';
import { LABELING_JOB_MAX_OBJECTS, USD_PER_LABELED_OBJECT } from './limits.ts';

/** What waits to be labeled. Times in milliseconds since 1970. */
export interface Waiting {
  images: number;
  oldest: number;
  newest: number;
}

/**
 * Why a batch is due now, or undefined: enough images; or somebody said that everything is there; or nothing new came for a
 * while; or the first has waited long enough.
 * @param ready whether the project's `ready/` marker is set
 * @param now milliseconds since 1970
 */
export function dueReason(
  policy: Project['batch'],
  waiting: Waiting,
  ready: boolean,
  now: number,
): Batch['reason'] | undefined {
  if (waiting.images === 0) return undefined;
  if (waiting.images >= batchSize(policy)) return 'maxImages';
  if (ready) return 'ready';
  if (now - waiting.newest >= policy.quietMinutes * 60_000) return 'quiet';
  if (now - waiting.oldest >= policy.maxAgeHours * 3_600_000) return 'maxAge';
  return undefined;
}

/** The most images that one batch of this project takes. */
export const batchSize = (policy: Pick<Project['batch'], 'maxImages'>) =>
  Math.min(policy.maxImages, LABELING_JOB_MAX_OBJECTS);

/** How many more images the budget pays for. @param claimed images that earlier batches took */
export function affordableImages(budgetUsd: number | null, claimed: number): number {
  if (budgetUsd === null) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.floor(budgetUsd / USD_PER_LABELED_OBJECT + 1e-9) - claimed);
}
