import type { Project } from '../../contracts/project.ts';
import type { TrainingClaim } from '../../contracts/training.ts';
import { longestTrainingUsd } from './use-price.ts';

/** `2026-11`, UTC. @param time milliseconds since 1970 */
export const monthOf = (time: number) => new Date(time).toISOString().slice(0, 7);

/** USD of the trainings that began in the month, each with its longest time. */
export const spentInMonth = ({ month }: Pick<TrainingClaim, 'month'>, of: string) =>
  month?.month === of ? month.usd : 0;

type LimitedTraining = Pick<Project['training'], 'maxUsdPerMonth' | 'maxRuntimeSeconds' | 'instanceType'>;

/** USD of one training if it takes all the time it may. */
export const usdOfStart = ({ maxRuntimeSeconds, instanceType }: LimitedTraining) =>
  longestTrainingUsd(maxRuntimeSeconds, instanceType);

/** The month's sum with one more start in it. @param now ISO 8601 */
export function withStart(claim: TrainingClaim, training: LimitedTraining, now: string): TrainingClaim['month'] {
  const month = monthOf(Date.parse(now));
  return { month, usd: spentInMonth(claim, month) + usdOfStart(training) };
}

/** Why the month's limit lets no further training start, for people; undefined when it does. @param now ISO 8601 */
export function overMonthlyLimit(claim: TrainingClaim, training: LimitedTraining, now: string): string | undefined {
  const { maxUsdPerMonth } = training;
  if (maxUsdPerMonth === undefined || maxUsdPerMonth === null) return undefined;
  const month = monthOf(Date.parse(now));
  const spent = spentInMonth(claim, month);
  if (spent + usdOfStart(training) <= maxUsdPerMonth) return undefined;
  return `trainings of ${month} may have cost $${spent.toFixed(2)}, one more up to $${usdOfStart(training).toFixed(2)}, and the limit is $${maxUsdPerMonth} (training.maxUsdPerMonth): the next one after the month, or when it is raised; labeling goes on`;
}
