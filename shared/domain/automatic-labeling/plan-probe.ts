import { chanceOfNone } from './precision-bound.ts';
import { type JudgedScore, SCORES } from './warranty.ts';

/**
 * A test of the machine on images that wait: people label so many of them, chosen by chance from a score on, without
 * seeing what the machine says. If all of them agree with it, it labels the rest from that score on. Region and number
 * are settled before the first answer, so that the bound is exact, however few images people had labeled before.
 */
export interface Probe {
  scoreThreshold: number;
  images: number;
}

/** Images seen right before people are asked for more of them. */
const FEWEST_SEEN = 4;
/** A probe that would fail more often than this teaches less than difficult images do. */
const LEAST_CHANCE = 0.6;
/** A failed probe's answers taught little, and as many others would have taught much: twice its images are lost. */
const LOST_ANSWERS = 2;
/** What is believed of a score before any image was seen: right 9 times of 10, and worth no more than one image. */
const PRIOR = { right: 0.9, wrong: 0.1 };

/** How often a first probe may pass though the machine is worse than asked. */
const ERROR = 0.05;
/** What each probe that failed leaves of that to the next one: in all of a job's tries one in seven at worst. */
const LEFT_TO_LUCK = 2 / 3;

/** The fewest wrong labels among so many that break a promise: 2 of 34 for .95. */
const brokenBy = (labels: number, asked: number) => Math.floor(labels * (1 - asked) + 1e-9) + 1;

/**
 * Of so many images that wait, how many chosen by chance must all be right, so that the share holds among the others
 * (hypergeometric): of 300 14 for .8, 30 for .9, 66 for .95. With each probe that has failed less is left to luck,
 * since who tries often enough passes: of 300 34, 38, 43 for .9.
 * @returns undefined: no sample of so few proves it
 */
export function provingImages(waiting: number, asked: number, failed = 0): number | undefined {
  const error = ERROR * LEFT_TO_LUCK ** failed;
  for (let images = 1; images < waiting; images++)
    if (chanceOfNone(brokenBy(waiting - images, asked), images, waiting) <= error) return images;
  return undefined;
}

/** The chance that so many more are all right, after what was seen (beta-binomial). */
function chanceOfAll(images: number, right: number, wrong: number): number {
  let chance = 1;
  for (let seen = 0; seen < images; seen++)
    chance *= (PRIOR.right + right + seen) / (PRIOR.right + right + PRIOR.wrong + wrong + seen);
  return chance;
}

/**
 * Where it pays to ask people: the score from which on most machine labels are to be expected, answers that a failed
 * probe would lose taken off.
 * @param seen images that people labeled, judged by models that had not learnt from them
 * @param waiting scores of the images that wait
 * @param failed probes of the job that have failed
 * @returns undefined: nowhere
 */
export function planProbe(
  seen: readonly JudgedScore[],
  waiting: readonly number[],
  asked: number,
  failed = 0,
): Probe | undefined {
  let best: Probe | undefined;
  let bestGain = 0;
  for (const scoreThreshold of SCORES) {
    const judged = seen.filter(({ score }) => score >= scoreThreshold);
    const right = judged.filter((one) => one.right).length;
    const candidates = waiting.filter((score) => score >= scoreThreshold).length;
    const images = right < FEWEST_SEEN ? undefined : provingImages(candidates, asked, failed);
    if (images === undefined) continue;
    const chance = chanceOfAll(images, right, judged.length - right);
    const gain = chance * (candidates - images) - (1 - chance) * LOST_ANSWERS * images;
    if (chance < LEAST_CHANCE || gain <= bestGain) continue;
    [best, bestGain] = [{ scoreThreshold, images }, gain];
  }
  return best;
}
