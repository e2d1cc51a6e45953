import type { Drift } from '../contracts/capture.ts';
import { seenShare } from '../domain/automatic-labeling/savings.ts';
import { describeDrift } from '../domain/feedback/drift.ts';
import type { FeedbackStanding, LabeledSince } from './feedback-standing.ts';

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3).replace(/^0/, '')}`;

/** What came back from production, what people made of it, and what it did to the live model; a line each. */
export function describeFeedback(standing: FeedbackStanding): string[] {
  const { unsure, odd, sample, unsureLabeled, oddLabeled, sampleLabeled, champion } = standing;
  const made = ({ images, right }: LabeledSince) =>
    right === null ? `${images} labeled` : `${images} labeled, ${images - right} corrected`;
  const { images, right, low, high } = seenShare({ ...sampleLabeled, right: sampleLabeled.right ?? 0 });
  const labeled = images > 0 ? `: ${images} labeled` : '';
  const truth =
    sampleLabeled.right === null
      ? labeled
      : images > 0
        ? `: the model had ${right} of ${images} right (${percent(low)} to ${percent(high)})`
        : '';
  const strange = odd > 0 ? `; ${odd} for being unlike the rest: ${made(oddLabeled)}` : '';
  const came = `${unsure} came for doubt: ${made(unsureLabeled)}${strange}; ${sample} by chance to validation${truth}`;
  if (!champion || champion.learned === 0) return [came];
  const { modelName, learned, difference } = champion;
  const better = difference
    ? `, and scored ${signed(difference.mean)} (${signed(difference.low)} to ${signed(difference.high)}) against the one before`
    : '';
  return [came, `${modelName}, which serves, learned from ${learned} of them${better}`];
}

/** How production differs from what the live model was judged on; a line each. */
export function describeDriftStanding({ modelName, days, images, validation, measures }: Drift): string[] {
  const looked = `${images} images of the last ${days} days against the ${validation} validation images of ${modelName}`;
  if (measures === null) return [`nothing can be said yet: ${looked}`];
  const left = measures.filter((measure) => measure.left);
  if (left.length === 0) return [`none: ${looked}`];
  return [`production has left what the model was judged on: ${looked}`, ...describeDrift(left)];
}
