import type { Project } from '../../contracts/project.ts';
import { GROUND_TRUTH_OBJECT_USD, GROUND_TRUTH_TIERS } from './prices.ts';

/**
 * Ground Truth's fee in USD for so many objects of one month. Each tier's price holds for the objects within it: the
 * 50,001st costs less than the 50,000th, which costs what it did.
 */
export function groundTruthFee(objects: number): number {
  let fee = 0;
  let from = 0;
  for (const { upTo, usd } of GROUND_TRUTH_TIERS) {
    fee += Math.max(0, Math.min(objects, upTo) - from) * usd;
    from = upTo;
  }
  return fee;
}

/** What of a project's settings its budget is counted by. */
export type PricedLabeling = Pick<Project['labeling'], 'budgetUsd' | 'workersPerObject' | 'pricePerAnswerUsd'>;

/** What the answers of an image's workers cost, in USD. */
export const answersUsdPerImage = ({ workersPerObject, pricePerAnswerUsd = 0 }: PricedLabeling) =>
  workersPerObject * pricePerAnswerUsd;

/**
 * What one image takes from a project's budget, in USD: the answers of all its workers, and Ground Truth's fee of the
 * first tier, which is counted whoever labels.
 */
export const budgetUsdPerImage = (labeling: PricedLabeling) => answersUsdPerImage(labeling) + GROUND_TRUTH_OBJECT_USD;
