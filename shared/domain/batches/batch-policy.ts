import type { Batch } from '../../contracts/batch.ts';
import type { Project } from '../../contracts/project.ts';
import { budgetUsdPerImage, type PricedLabeling } from '../money/labeling-price.ts';
import { LABELING_JOB_MAX_OBJECTS } from './limits.ts';

/** What waits to be labeled. Times in milliseconds since 1970. */
export interface Waiting {
  images: number;
  oldest: number;
  newest: number;
}

/**
 * Why a batch is due now, or undefined: enough images; or somebody said that everything is there; or nothing new came
 * for a while; or the first has waited long enough.
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

/** What a project's budget stands at. */
export interface BudgetStanding {
  budgetUsd: number;
  /** For the images that batches took, each counted with the workers and the price of today. */
  spentUsd: number;
  /** How many more images it pays for. */
  imagesLeft: number;
}

/** Where the budget stands; null without a limit. @param claimed images that earlier batches took */
export function budgetStanding(labeling: PricedLabeling, claimed: number): BudgetStanding | null {
  const { budgetUsd } = labeling;
  if (budgetUsd === null) return null;
  const spentUsd = Math.round(claimed * budgetUsdPerImage(labeling) * 100) / 100;
  return { budgetUsd, spentUsd, imagesLeft: affordableImages(labeling, claimed) };
}

/** Why waiting images are not labeled, for people. */
export const budgetSpentReason = (project: string, { budgetUsd }: Pick<BudgetStanding, 'budgetUsd'>) =>
  `the budget of ${project} is spent (labeling.budgetUsd: ${budgetUsd}); the images wait until somebody lets them go on: labelloop batch approve ${project}`;

/** How many more images the budget pays for. @param claimed images that earlier batches took */
export function affordableImages(labeling: PricedLabeling, claimed: number): number {
  const { budgetUsd } = labeling;
  if (budgetUsd === null) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.floor(budgetUsd / budgetUsdPerImage(labeling) + 1e-9) - claimed);
}
