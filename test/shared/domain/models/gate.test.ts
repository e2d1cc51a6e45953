import { describe, expect, it } from '@jest/globals';
import type { Evaluation } from '../../../../shared/contracts/training.ts';
import { type GateInput, judge } from '../../../../shared/domain/models/gate.ts';
import { imagesNeeded, scoreLowerBound, studentQuantile } from '../../../../shared/domain/models/score-bound.ts';

const evaluation = (modelName: string, images: number, map50: number): Evaluation => ({
  version: 1,
  modelName,
  validationHash: 'c'.repeat(64),
  images,
  metric: 'mAP50',
  score: map50,
  others: { mAP5095: map50 / 2 },
  perLabel: { owl: { score: map50 + 0.05, truth: 9 }, duck: { score: map50 - 0.05, truth: 4 } },
  errors: { missed: 0, location: 0, label: 0, background: 0 },
});
const gate = { policy: 'evidence', minimumMap50: 0.5, tolerance: 0 } as const;

const first = (images: number, map50: number, policy: Partial<GateInput['gate']> = {}) =>
  judge({
    challenger: evaluation('new', images, map50),
    champion: null,
    difference: null,
    known: null,
    gate: { ...gate, ...policy },
    validationFraction: 0.2,
  });

/** @param deviation of the difference over resamples of the images */
const pair = (images: number, gain: number, deviation: number, rest: Partial<GateInput> = {}) =>
  judge({
    challenger: evaluation('new', images, 0.8 + gain),
    champion: evaluation('old', images, 0.8),
    difference: { mean: gain, deviation, low: gain - 1.96 * deviation, high: gain + 1.96 * deviation },
    known: null,
    gate,
    validationFraction: 0.2,
    ...rest,
  });

describe('the bound of a score', () => {
  it("is Wilson's, and rises with the images", () => {
    expect(scoreLowerBound(0.5, 100)).toBeCloseTo(0.4038, 4);
    expect(scoreLowerBound(1, 3)).toBeCloseTo(0.4385, 4);
    expect(scoreLowerBound(0.9, 0)).toBe(0);
    expect(scoreLowerBound(0.834, 3)).toBeLessThan(0.34);
  });

  it('says how many images would be enough', () => {
    expect(imagesNeeded(1, 0.5)).toBe(4);
    expect(imagesNeeded(0.5, 0.5)).toBeUndefined();
    expect(scoreLowerBound(0.7, imagesNeeded(0.7, 0.5)!)).toBeGreaterThanOrEqual(0.5);
    expect(scoreLowerBound(0.7, imagesNeeded(0.7, 0.5)! - 1)).toBeLessThan(0.5);
  });

  it("takes Student's quantiles", () => {
    expect(studentQuantile(9)).toBeCloseTo(1.833, 2);
    expect(studentQuantile(399)).toBeCloseTo(1.6487, 3);
  });
});

describe('the gate by evidence', () => {
  it('puts no first model live that did well on three images, and says what to label', () => {
    const decision = first(3, 0.834);
    expect(decision).toMatchObject({ decision: 'keep', kept: 'provisional' });
    expect(decision.reason).toMatch(
      /^provisional: the first model's mAP@\.5 is 0\.834 on 3 validation images, so at least 0\.\d{3} \(95 %\); .* 6 validation images more would show it, which come with about 30 labels; label images with duck next \(AP@\.5 0\.78 on 4 objects\)$/,
    );
  });

  it('asks nobody for tens of thousands of images to tell a score from the bar next to it', () => {
    const { reason } = first(4, 0.505);
    expect(reason).not.toContain('would show it');
    expect(reason).toMatch(/not deployed; label images with duck next/);
  });

  it('puts one live whose bound clears the bar', () => {
    expect(first(12, 0.85)).toMatchObject({ decision: 'deploy' });
    expect(first(12, 0.85).kept).toBeUndefined();
  });

  it('calls a first model below the bar what it is', () => {
    const decision = first(200, 0.4);
    expect(decision).toMatchObject({ decision: 'keep' });
    expect(decision.kept).toBeUndefined();
    expect(decision.reason).toMatch(/asks for 0\.500: not deployed; label images with duck next/);
  });

  it('deploys a challenger that is better beyond chance, and says so', () => {
    expect(pair(400, 0.03, 0.015)).toMatchObject({
      decision: 'deploy',
      reason: expect.stringMatching(/^better than the champion old: mAP@\.5 0\.830 against 0\.800/),
    });
  });

  it('keeps one back that may be better, with what would show it', () => {
    const decision = pair(100, 0.03, 0.03);
    expect(decision).toMatchObject({ decision: 'keep', kept: 'insufficientEvidence' });
    expect(decision.reason).toMatch(
      /^not enough evidence that it is better than the champion old: .*; about 2\d\d validation images more would show such a gain$/,
    );
  });

  it('keeps one back that is worse beyond chance, and does not call that a lack of evidence', () => {
    const decision = pair(100, -0.1, 0.02);
    expect(decision).toMatchObject({ decision: 'keep', reason: expect.stringMatching(/^worse than the champion old/) });
    expect(decision.kept).toBeUndefined();
  });

  it('believes no difference on fewer than ten images, however clear', () => {
    expect(pair(9, 0.2, 0)).toMatchObject({ decision: 'keep', kept: 'insufficientEvidence' });
    expect(pair(10, 0.2, 0.01)).toMatchObject({ decision: 'deploy' });
  });

  it('still refuses what is clearly worse on the images that the champion was promoted on', () => {
    const known = { images: 40, challenger: 0.5, champion: 0.9 };
    expect(pair(100, 0.2, 0.02, { known })).toMatchObject({
      decision: 'keep',
      reason: expect.stringMatching(/^worse than the champion old on the 40 validation images/),
    });
  });

  const quick = (images: number, map50: number) => ({
    folds: 4,
    challenger: evaluation('new', images, map50),
    pair: null,
  });
  const crossValidated = (model: Evaluation, images: number, map50: number, changes: Partial<GateInput> = {}) =>
    judge({
      ...inputOf(),
      champion: null,
      difference: null,
      challenger: model,
      crossValidated: quick(images, map50),
      ...changes,
    });

  it('lets all labeled images judge where these were cross-validated, and shows the interval', () => {
    const decision = crossValidated(evaluation('new', 4, 0.9), 30, 0.8);
    expect(decision).toMatchObject({ decision: 'deploy', crossValidation: { folds: 4, challenger: { images: 30 } } });
    expect(decision.reason).toMatch(
      /on all 30 labeled images.*95 % interval 0\.6\d{2} to 0\.9\d{2}.*has 0\.900 on the 4/,
    );
  });

  it('is content with the validation images where these are few, but clear', () => {
    expect(crossValidated(evaluation('new', 9, 0.95), 30, 0.56)).toMatchObject({ decision: 'deploy' });
    expect(crossValidated(evaluation('new', 3, 0.95), 30, 0.56)).toMatchObject({
      decision: 'keep',
      kept: 'provisional',
    });
  });

  it('calls a model provisional that five images cannot show to be good, and says what to label next', () => {
    const decision = crossValidated(evaluation('new', 1, 1), 5, 0.7);
    expect(decision).toMatchObject({ decision: 'keep', kept: 'provisional' });
    expect(decision.reason).toMatch(/about \d+ labeled images more would show it; label images with duck next/);
  });

  it('believes no quick model of a real one that is clearly below the bar', () => {
    const decision = crossValidated(evaluation('new', 15, 0.1), 75, 0.9);
    expect(decision).toMatchObject({ decision: 'keep', reason: expect.stringContaining('clearly misses') });
  });

  it('asks them under no other policy, unless there is no validation image', () => {
    const notWorse = { gate: { ...gate, policy: 'notWorse' as const } };
    expect(crossValidated(evaluation('new', 4, 0.4), 30, 0.9, notWorse).reason).toContain('on 4 validation images');
    expect(crossValidated(evaluation('new', 0, 0), 30, 0.9, notWorse)).toMatchObject({ decision: 'deploy' });
  });

  it('is the older rule where project.json names no policy: not worse, or the bar reached', () => {
    const older = { minimumMap50: 0.5, tolerance: 0 };
    expect(judge({ ...inputOf(), gate: older })).toMatchObject({ decision: 'deploy' });
    expect(first(3, 0.834, { policy: 'notWorse' })).toMatchObject({ decision: 'deploy' });
  });
});

/** A challenger that is as good as its champion. */
function inputOf(): GateInput {
  return {
    challenger: evaluation('new', 30, 0.8),
    champion: evaluation('old', 30, 0.8),
    difference: { mean: 0, deviation: 0.02, low: -0.04, high: 0.04 },
    known: null,
    gate,
    validationFraction: 0.2,
  };
}
