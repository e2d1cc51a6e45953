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

/** Answers, and what they cost, between bounds that hold with 95 % confidence. */
export interface AnswerInterval {
  answers: number;
  low: number;
  high: number;
  usd: number;
  usdLow: number;
  usdHigh: number;
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
  /**
   * Against the random arm: answers on images that the machine had wrong, of those that doubt chose, more than so many
   * images chosen by chance would have had. null: one of the two was not asked yet.
   */
  byChoice: AnswerInterval | null;
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

/** Two-sided 95 %. */
const DEVIATIONS = 1.96;

/** Wilson's interval of a share (1927). */
function wilson({ images, right }: Tally): { share: number; low: number; high: number } {
  const share = right / images;
  const square = DEVIATIONS ** 2;
  const middle = (share + square / (2 * images)) / (1 + square / images);
  const half =
    (DEVIATIONS / (1 + square / images)) * Math.sqrt((share * (1 - share)) / images + square / (4 * images ** 2));
  return { share, low: middle - half, high: middle + half };
}

/**
 * The difference of two shares of wrong labels, doubt's less chance's, with its 95 % interval (Newcombe 1998, method
 * 10).
 */
function wrongByChoice(byDoubt: Tally, byChance: Tally) {
  const wrong = ({ images, right }: Tally) => wilson({ images, right: images - right });
  const [doubt, chance] = [wrong(byDoubt), wrong(byChance)];
  const difference = doubt.share - chance.share;
  return {
    difference,
    low: difference - Math.hypot(doubt.share - doubt.low, chance.high - chance.share),
    high: difference + Math.hypot(doubt.high - doubt.share, chance.share - chance.low),
  };
}

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
  const byChance = total(rounds.map((round) => round.byChance));
  const byDoubt = total(rounds.map(({ chosen }) => chosen));
  const given = byDoubt.images * workersPerObject;
  const choice = byChance.images > 0 && byDoubt.images > 0 ? wrongByChoice(byDoubt, byChance) : undefined;
  return {
    ...{ checked, byChance, byDoubt },
    byChoice: choice
      ? {
          ...{ answers: given * choice.difference, low: given * choice.low, high: given * choice.high },
          usd: given * choice.difference * pricePerAnswerUsd,
          usdLow: given * choice.low * pricePerAnswerUsd,
          usdHigh: given * choice.high * pricePerAnswerUsd,
        }
      : null,
    answers,
    answersAtLeast,
    usd: answers * pricePerAnswerUsd,
    usdAtLeast: answersAtLeast * pricePerAnswerUsd,
  };
}
