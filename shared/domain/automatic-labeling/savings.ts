import type { AutomaticSummary, Tally } from '../../contracts/automatic-labeling.ts';
import type { Project } from '../../contracts/project.ts';
import { precisionLowerBound, upperBound } from './precision-bound.ts';

/** A share that was seen, between bounds of which each is on the right side with 95 % confidence. */
export interface SeenShare extends Tally {
  /** null: nothing was seen. */
  share: number | null;
  low: number;
  high: number;
}

/** What automatic labeling brought so far. */
export interface Savings {
  /** Machine labels that people checked without seeing them: the hidden sample and the probes that passed. */
  checked: SeenShare;
  /**
   * How often the machine was right on images that chance chose among those it was unsure of, and on those that doubt
   * chose.
   */
  byChance: SeenShare;
  byDoubt: SeenShare;
  /**
   * Answers that people need not give: those for all machine labels; at least so many if what is wrong is labeled
   * again.
   */
  answers: number;
  answersAtLeast: number;
  usd: number;
  usdAtLeast: number;
}

export const seenShare = ({ images, right }: Tally): SeenShare => ({
  images,
  right,
  share: images > 0 ? right / images : null,
  low: precisionLowerBound(right, images),
  high: images > 0 ? upperBound(right, images) : 1,
});

const total = (tallies: readonly Tally[]): SeenShare =>
  seenShare({
    images: tallies.reduce((sum, { images }) => sum + images, 0),
    right: tallies.reduce((sum, { right }) => sum + right, 0),
  });

/** @param labeling of the project: how many people would have labeled an image, and what an answer costs, USD */
export function savingsOf(
  { rounds, machine, precision }: AutomaticSummary,
  { workersPerObject, pricePerAnswerUsd = 0 }: Pick<Project['labeling'], 'workersPerObject' | 'pricePerAnswerUsd'>,
): Savings {
  const passed = rounds.flatMap(({ probe, provenPrecision }) =>
    probe && probe.right === probe.images && provenPrecision !== null ? [probe] : [],
  );
  const checked = total([...rounds.map(({ hidden }) => hidden), ...passed]);
  const answers = machine * workersPerObject;
  const least = machine === 0 ? 0 : checked.images > 0 ? checked.low : precision;
  const answersAtLeast = Math.floor(answers * least);
  return {
    checked,
    byChance: total(rounds.map(({ byChance }) => byChance)),
    byDoubt: total(rounds.map(({ chosen }) => chosen)),
    answers,
    answersAtLeast,
    usd: answers * pricePerAnswerUsd,
    usdAtLeast: answersAtLeast * pricePerAnswerUsd,
  };
}
