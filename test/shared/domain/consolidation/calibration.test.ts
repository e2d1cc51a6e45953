import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addCalibrations,
  emptyCalibration,
  expectedCalibrationError,
  fitCalibration,
  recordGold,
} from '../../../../shared/domain/consolidation/calibration.ts';
import { countClaims, judgeShapes } from '../../../../shared/domain/consolidation/judge-by-gold.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

type Pair = { confidence: number; right: boolean };

const countsOf = (pairs: readonly Pair[]) =>
  pairs.reduce((sum, { confidence, right }) => recordGold(sum, confidence, right), emptyCalibration());

const pair = fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), right: fc.boolean() });

/** A crowd that is over-sure: of what it says with confidence c, the share .5 + .6 (c - .5) is right. */
function overSure(count: number, random: () => number): Pair[] {
  return Array.from({ length: count }, () => {
    const confidence = 0.5 + 0.5 * random();
    return { confidence, right: random() < 0.5 + 0.6 * (confidence - 0.5) };
  });
}

describe('calibrating on gold answers', () => {
  it('changes nothing without gold', () => {
    for (const confidence of [0, 0.2, 0.73, 1]) expect(fitCalibration(emptyCalibration())(confidence)).toBe(confidence);
  });

  it('keeps the order of labels and stays in 0..1 whatever gold says', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 80 }), (pairs) => {
        const calibrate = fitCalibration(countsOf(pairs));
        const mapped = Array.from({ length: 51 }, (_, at) => calibrate(at / 50));
        expect(mapped).toEqual([...mapped].sort((a, b) => a - b));
        expect(mapped[0]).toBeGreaterThanOrEqual(0);
        expect(mapped.at(-1)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes a third off the error of an over-sure crowd with fifty gold answers, on the mean of forty draws', () => {
    const random = seededRandom(3);
    let [before, after] = [0, 0];
    for (let draw = 0; draw < 40; draw++) {
      const calibrate = fitCalibration(countsOf(overSure(50, random)));
      const rest = overSure(2000, random);
      before += expectedCalibrationError(rest) / 40;
      after += expectedCalibrationError(rest.map((p) => ({ ...p, confidence: calibrate(p.confidence) }))) / 40;
    }
    expect(before).toBeGreaterThan(0.09);
    expect(after).toBeLessThan((before * 2) / 3);
  });

  it('fits the same map whatever the order and the payloads in which gold came', () => {
    const [first, second] = [overSure(20, seededRandom(1)), overSure(30, seededRandom(2))];
    const together = fitCalibration(countsOf([...second, ...first]));
    const added = fitCalibration(addCalibrations(countsOf(first), countsOf(second)));
    for (const confidence of [0.1, 0.6, 0.9]) expect(added(confidence)).toBeCloseTo(together(confidence), 9);
  });
});

describe('judging labels by gold', () => {
  const box = (left: number, confidence: number) => ({ label: 'cat', left, top: 0, width: 10, height: 10, confidence });

  it('takes the surer of two boxes on one object as right, and a box without confidence as no claim', () => {
    const real = [{ label: 'cat', left: 0, top: 0, width: 10, height: 10 }];
    const alone = { ...box(50, 0), confidence: undefined };
    const counts = countClaims(judgeShapes([box(1, 0.62), box(0, 0.92), alone], real));
    expect([counts.given[18], counts.right[18]]).toEqual([1, 1]);
    expect([counts.given[12], counts.right[12]]).toEqual([1, 0]);
    expect(counts.given.reduce((sum, given) => sum + given, 0)).toBe(2);
  });
});
