import type { LearningCurve } from '../../contracts/learning-curve.ts';
import type { Project } from '../../contracts/project.ts';
import type { Evaluation, GateDecision } from '../../contracts/training.ts';
import type { BootstrapDifference } from './average-precision.ts';
import { countedThings, labelMetricName, metricName } from './metrics.ts';
import type { PairedGain } from './paired-test.ts';
import { imagesNeeded, scoreLowerBound, scoreUpperBound, studentQuantile } from './score-bound.ts';

/** Quick models of a training's data, each image judged by one that did not see it. */
export interface CrossValidated {
  folds: number;
  /** Over all labeled images. */
  challenger: Evaluation;
  /** Over the images that the champion's training had too; null where there are none, or it left no such answers. */
  pair: { challenger: Evaluation; champion: Evaluation; difference: BootstrapDifference; paired?: PairedGain } | null;
}

export interface GateInput {
  challenger: Evaluation;
  /** Scored on the same validation images; null when nothing serves yet. */
  champion: Evaluation | null;
  /** The difference of the scores, challenger minus champion; null without a champion. */
  difference: BootstrapDifference | null;
  /**
   * The steadier figure that decides whether the challenger is better; where none is given the difference of the scores
   * does.
   */
  paired?: PairedGain | null;
  /** Scores of both on the images that the champion was promoted on; null where there are none. */
  known: { images: number; challenger: number; champion: number } | null;
  /** Where validation images are few; null: these are enough. */
  crossValidated?: CrossValidated | null;
  learningCurve?: LearningCurve | null;
  gate: Project['gate'];
  /** Share of all images that become validation images. */
  validationFraction: number;
}

type Verdict = Pick<GateDecision, 'decision' | 'kept' | 'reason'>;

/**
 * Two trainings on the same labels differ by some hundredths on a few dozen images; labels that spoil a model cost
 * tenths (docs/adr/0005).
 */
const KNOWN_TOLERANCE = 0.05;

/** With fewer pairs no difference is believed: one odd image would decide. */
const FEWEST_PAIRS = 10;

/** A score next to the bar takes tens of thousands of images to tell from it: advice that nobody can follow is none. */
const MOST_ADVISED = 100;

/** The bar of a first model; in projects of the time when every model found boxes it has another name. */
const minimumScore = (gate: Project['gate']) => gate.minimumScore ?? gate.minimumMap50 ?? 0;

const three = (value: number) => value.toFixed(3);

/**
 * Decides whether the challenger is deployed; the reason is written for people. Whatever the policy, a challenger that
 * is clearly worse (`KNOWN_TOLERANCE`) on the images that the champion was promoted on, whose truth no later drop can
 * spoil, stays back.
 */
export function judge(input: GateInput): GateDecision {
  const { challenger, champion, difference, known, crossValidated, learningCurve } = input;
  const verdict = champion ? judgePair({ ...input, champion }) : judgeFirst(input);
  const interval = difference && { mean: difference.mean, low: difference.low, high: difference.high };
  return {
    version: 1,
    challenger,
    champion,
    difference: interval,
    known,
    ...(crossValidated && { crossValidation: intervalOf(crossValidated) }),
    ...(learningCurve && { learningCurve }),
    ...verdict,
  };
}

function intervalOf({ folds, challenger }: CrossValidated) {
  const { score, images } = challenger;
  return { folds, challenger, interval: { low: scoreLowerBound(score, images), high: scoreUpperBound(score, images) } };
}

/**
 * The first model must reach `gate.minimumScore`; under the policy `evidence` with the lower end of its interval, so
 * that three images that went well do not put a model live.
 */
function judgeFirst(input: GateInput): Verdict {
  const { challenger, gate, validationFraction, crossValidated } = input;
  if (crossValidated && (gate.policy === 'evidence' || challenger.images === 0))
    return judgeCrossValidated(challenger, crossValidated, gate);
  const { metric, score, images } = challenger;
  const bar = minimumScore(gate);
  const asked = three(bar);
  const told = `the first model's ${metricName(metric)} is ${three(score)} on ${images} validation images`;
  if (gate.policy !== 'evidence' || score < bar) {
    const enough = score >= bar;
    const advice = gate.policy === 'evidence' ? `; ${weakestLabel(challenger)}` : '';
    return {
      decision: enough ? 'deploy' : 'keep',
      reason: `${told}; gate.minimumScore asks for ${asked}${enough ? '' : `: not deployed${advice}`}`,
    };
  }
  const low = scoreLowerBound(score, images);
  const sure = `${told}, so at least ${three(low)} (95 %)`;
  if (low >= bar) return { decision: 'deploy', reason: `${sure}; gate.minimumScore asks for ${asked}` };
  const needed = imagesNeeded(score, bar);
  const more =
    needed === undefined || needed > MOST_ADVISED * images
      ? weakestLabel(challenger)
      : `${needed - images} validation images more would show it, which come with about ${Math.ceil((needed - images) / validationFraction)} labels; ${weakestLabel(challenger)}`;
  return {
    decision: 'keep',
    kept: 'provisional',
    reason: `provisional: ${sure}; gate.minimumScore asks for ${asked}, and chance may have reached it: not deployed; ${more}`,
  };
}

/**
 * With few validation images all labeled images judge too, by quick models that did not see them: one of the two bounds
 * must clear the bar, and the model itself must not be clearly below it on the validation images that there are.
 */
function judgeCrossValidated(
  model: Evaluation,
  { folds, challenger: quick }: CrossValidated,
  gate: Project['gate'],
): Verdict {
  const { metric, score, images } = quick;
  const bar = minimumScore(gate);
  const low = scoreLowerBound(score, images);
  const ownLow = scoreLowerBound(model.score, model.images);
  const own =
    model.images > 0
      ? `; the model itself has ${three(model.score)} on the ${model.images} validation images, so at least ${three(ownLow)}`
      : '';
  const told =
    `first model: quick models like it score ${metricName(metric)} ${three(score)} on all ${images} labeled images, each judged by one that did not see it ` +
    `(${folds} folds; 95 % interval ${three(low)} to ${three(scoreUpperBound(score, images))})${own}; gate.minimumScore asks for ${three(bar)}`;
  if (model.images > 0 && scoreUpperBound(model.score, model.images) < bar)
    return {
      decision: 'keep',
      reason: `${told}, which the model itself clearly misses: not deployed; ${weakestLabel(quick)}`,
    };
  if (Math.max(low, ownLow) >= bar) return { decision: 'deploy', reason: told };
  const needed = imagesNeeded(score, bar);
  const followable = needed !== undefined && needed <= MOST_ADVISED * images;
  const more = followable ? `about ${needed - images} labeled images more would show it; ` : '';
  const next = `${more}${weakestLabel(quick)}`;
  return score < bar
    ? { decision: 'keep', reason: `${told}: not deployed; ${next}` }
    : {
        decision: 'keep',
        kept: 'provisional',
        reason: `provisional: ${told}, and chance may have reached it: not deployed; ${next}`,
      };
}

function judgePair(input: GateInput & { champion: Evaluation }): Verdict {
  const { challenger, champion, difference, paired, known, gate, crossValidated } = input;
  const isAsked = gate.policy === 'evidence' || challenger.images === 0;
  if (isAsked && crossValidated?.pair && crossValidated.pair.challenger.images > challenger.images)
    return judgeQuickPair(champion.modelName, crossValidated.pair);
  const name = metricName(challenger.metric);
  const scores = `${name} ${three(challenger.score)} against ${three(champion.score)}`;
  if (known && known.challenger < known.champion - Math.max(gate.tolerance, KNOWN_TOLERANCE))
    return {
      decision: 'keep',
      reason: `worse than the champion ${champion.modelName} on the ${known.images} validation images that it was promoted on: ${name} ${three(known.challenger)} against ${three(known.champion)} (on all ${challenger.images}: ${three(challenger.score)} against ${three(champion.score)}); look at the newest labels; the champion stays`,
    };
  const interval = difference
    ? ` (95 % interval of the difference ${three(difference.low)} to ${three(difference.high)})`
    : '';
  const told = `the champion ${champion.modelName}: ${scores} on the same ${challenger.images} validation images${interval}`;
  const stays = `${worstLabels(challenger, champion)}the champion stays`;
  if (gate.policy === 'evidence' && difference) {
    const gain = challenger.score - champion.score;
    if (difference.high < 0) return { decision: 'keep', reason: `worse than ${told}; ${stays}` };
    const tested = paired ?? fromBootstrap(gain, difference, challenger.images);
    if (isBetter(tested, gain, difference, challenger.images))
      return { decision: 'deploy', reason: `better than ${told}${byFit(paired)}` };
    return {
      decision: 'keep',
      kept: 'insufficientEvidence',
      reason: `not enough evidence that it is better than ${told}${byFit(paired)}: the champion stays${pairsNeeded(tested, challenger.images)}`,
    };
  }
  const good = challenger.score >= champion.score - gate.tolerance;
  const allowed = gate.tolerance > 0 ? `, ${three(gate.tolerance)} worse is allowed` : '';
  return {
    decision: good ? 'deploy' : 'keep',
    reason: `${good ? 'not worse than' : 'worse than'} ${told}${allowed}${good ? '' : `; ${stays}`}`,
  };
}

/** Both trainings' quick models on the images that both had, none judged by a model that saw it. */
function judgeQuickPair(
  name: string,
  { challenger, champion, difference, paired }: NonNullable<CrossValidated['pair']>,
): Verdict {
  const told =
    `the champion ${name}: quick models of both trainings score ${metricName(challenger.metric)} ${three(challenger.score)} against ${three(champion.score)} on the same ${challenger.images} ` +
    `images, which they did not see (95 % interval of the difference ${three(difference.low)} to ${three(difference.high)})`;
  const gain = challenger.score - champion.score;
  if (difference.high < 0)
    return { decision: 'keep', reason: `worse than ${told}; ${worstLabels(challenger, champion)}the champion stays` };
  const tested = paired ?? fromBootstrap(gain, difference, challenger.images);
  if (isBetter(tested, gain, difference, challenger.images))
    return { decision: 'deploy', reason: `better than ${told}${byFit(paired)}` };
  return {
    decision: 'keep',
    kept: 'insufficientEvidence',
    reason: `not enough evidence that it is better than ${told}: the champion stays; ${weakestLabel(challenger)}`,
  };
}

/**
 * A one-sided test: an equal challenger passes in one case of twenty at most (bench/gate-real-pairs.ts). The score
 * itself must not be worse beyond chance.
 */
const isBetter = ({ gain, deviation }: PairedGain, score: number, difference: BootstrapDifference, images: number) =>
  images >= FEWEST_PAIRS &&
  gain > studentQuantile(images - 1) * deviation &&
  score > -studentQuantile(images - 1) * difference.deviation;

/**
 * The bootstrap draws from the sample, whose variance is smaller than the population's; on simulated pairs of equal
 * models it is wrong a little more often than it promises (bench/gate.ts), and the excess makes up for that.
 */
const BOOTSTRAP_EXCESS = 1.12;
const fromBootstrap = (gain: number, { deviation }: BootstrapDifference, images: number): PairedGain => ({
  gain,
  deviation: BOOTSTRAP_EXCESS * deviation * Math.sqrt(images / Math.max(1, images - 1)),
});

/** The figure that decided, for people. */
const byFit = (paired: PairedGain | null | undefined) =>
  paired ? `; with how well boxes fit (mAP@[.5:.95]) ${signed(paired.gain)} +- ${three(paired.deviation)}` : '';

const signed = (value: number) => `${value < 0 ? '-' : '+'}${three(Math.abs(value))}`;

function pairsNeeded({ gain, deviation }: PairedGain, images: number): string {
  if (gain <= 0 || images < 2) return '';
  const needed = Math.ceil(images * ((studentQuantile(images) * deviation) / gain) ** 2);
  const most = Math.max(needed, FEWEST_PAIRS);
  return most > images && most < 100 * images
    ? `; about ${most - images} validation images more would show such a gain`
    : '';
}

/** What to label next: the label that is found worst. */
function weakestLabel({ metric, perLabel }: Evaluation): string {
  const [worst] = Object.entries(perLabel).toSorted(([, a], [, b]) => (a.score ?? -1) - (b.score ?? -1));
  if (!worst) return 'label more images';
  const [label, { score, truth }] = worst;
  return score === null
    ? `label images with ${label} next: no validation image shows one`
    : `label images with ${label} next (${labelMetricName(metric)} ${score.toFixed(2)} on ${truth} ${countedThings(metric)})`;
}

/** The labels that lost most, e.g. `lost most on cat (.91 to .20); `. */
function worstLabels(challenger: Evaluation, champion: Evaluation): string {
  const losses = Object.entries(champion.perLabel)
    .map(([label, score]) => ({ label, before: score.score ?? 0, after: challenger.perLabel[label]?.score ?? 0 }))
    .filter(({ before, after }) => after < before)
    .sort((a, b) => b.before - b.after - (a.before - a.after))
    .slice(0, 2)
    .map(({ label, before, after }) => `${label} (${before.toFixed(2)} to ${after.toFixed(2)})`);
  return losses.length ? `it lost most on ${losses.join(' and ')}; ` : '';
}
