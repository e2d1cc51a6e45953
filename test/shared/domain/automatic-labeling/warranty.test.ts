import { expect, it } from '@jest/globals';
import type { Prediction } from '../../../../shared/contracts/training.ts';
import { choosePeoplesImages } from '../../../../shared/domain/automatic-labeling/choose-images.ts';
import { isAllRight, judgeImage } from '../../../../shared/domain/automatic-labeling/judge-image.ts';
import { planProbe, provingImages } from '../../../../shared/domain/automatic-labeling/plan-probe.ts';
import {
  precisionLowerBound,
  restLowerBound,
  upperBound,
} from '../../../../shared/domain/automatic-labeling/precision-bound.ts';
import {
  type CalibrationImage,
  classThresholds,
  warrant,
  watch,
} from '../../../../shared/domain/automatic-labeling/warranty.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

const box = (confidence: number, left = 10, class_id = 0): Prediction => ({
  class_id,
  confidence,
  left,
  top: 10,
  width: 50,
  height: 50,
});
const object = (left = 10, class_id = 0) => ({ class_id, left, top: 10, width: 50, height: 50 });

it.each([
  [59, 59, 0.9505],
  [58, 59, 0.922],
  [28, 28, 0.8985],
  [0, 10, 0],
])('%i right of %i promise %f (R: binom.test(…, alternative = "greater"))', (right, trials, bound) => {
  expect(precisionLowerBound(right, trials)).toBeCloseTo(bound, 3);
});

it('the upper bound mirrors the lower one', () => {
  expect(upperBound(3, 40)).toBeCloseTo(1 - precisionLowerBound(37, 40), 9);
  expect(upperBound(5, 5)).toBe(1);
});

it('a label is right only as a whole', () => {
  expect(isAllRight([box(0.9)], [object()])).toBe(true);
  expect(isAllRight([box(0.9)], [object(), object(200)])).toBe(false);
  expect(isAllRight([box(0.9), box(0.8, 200)], [object()])).toBe(false);
  expect(isAllRight([box(0.9, 10, 1)], [object()])).toBe(false);
  expect(isAllRight([box(0.9), box(0.8)], [object()])).toBe(false);
  expect(isAllRight([], [])).toBe(true);
});

it('the least certain box, kept or left out, is what an image is worth', () => {
  expect(judgeImage([box(1), box(0.75, 200)], [0.5])).toMatchObject({ score: 0.5, boxes: { length: 2 } });
  expect(judgeImage([box(1), box(0.45, 200)], [0.5]).score).toBeCloseTo(0.1);
  expect(judgeImage([], [0.5])).toEqual({ score: 0, boxes: [] });
  expect(judgeImage([box(0.1)], [0.5])).toEqual({ score: 0, boxes: [] });
});

/** A model that is right with a probability that its confidence tells. */
function simulated(count: number, seed: number, honesty = 1): CalibrationImage[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const confidence = random();
    const isRight = random() < 1 - honesty * (1 - confidence) ** 2;
    return { predictions: [box(confidence)], truth: [isRight ? object() : object(400)] };
  });
}

const THRESHOLDS = [0.5];
const judged = (images: readonly CalibrationImage[]) =>
  images.map(({ predictions, truth }) => {
    const { boxes, score } = judgeImage(predictions, THRESHOLDS);
    return { score, right: isAllRight(boxes, truth) };
  });

it('nothing is promised on a handful of images, whatever they show', () => {
  expect(warrant(judged(simulated(40, 1, 0)), 0.95).scoreThreshold).toBeUndefined();
});

it('the promise is kept in 95 of 100 draws: of what lies above the threshold at least the asked share is right', () => {
  let promised = 0;
  let broken = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const { scoreThreshold } = warrant(judged(simulated(300, seed)), 0.9);
    if (scoreThreshold === undefined) continue;
    promised++;
    const chosen = judged(simulated(1500, 10_000 + seed)).filter(({ score }) => score >= scoreThreshold);
    if (chosen.filter(({ right }) => right).length < 0.9 * chosen.length) broken++;
  }
  // With 99 % confidence 300 images are enough in 65 of 100 draws; with 95 % they would be in more than 75.
  expect(promised).toBeGreaterThan(60);
  expect(broken / promised).toBeLessThanOrEqual(0.05);
});

it('a class that was never seen keeps the machine from every image that may show it', () => {
  const thresholds = classThresholds(simulated(200, 3), 2);
  expect(thresholds[1]).toBe(1);
  expect(judgeImage([box(0.99), box(0.9, 200, 1)], thresholds).score).toBeCloseTo(0.1);
});

it('a sample proves the others of its set: more than a bound for endlessly many asks of few, as much of many', () => {
  expect([0.8, 0.9, 0.95].map((asked) => provingImages(100_000, asked))).toEqual([14, 29, 59]);
  expect([30, 100, 300].map((waiting) => provingImages(waiting, 0.95))).toEqual([29, 78, 66]);
  expect([1, 2, 3].map((failed) => provingImages(100_000, 0.9, failed))).toEqual([33, 37, 40]);
  expect(provingImages(1, 0.9)).toBeUndefined();
  expect(restLowerBound(59, 34)).toBeLessThan(0.95);
  expect(restLowerBound(78, 22)).toBeGreaterThanOrEqual(0.95);
});

it('the bound of the others holds in 95 of 100 draws, at the number of wrong ones that is hardest', () => {
  const random = seededRandom(3);
  const [waiting, sampled] = [93, 59];
  let broken = 0;
  for (let draw = 0; draw < 2000; draw++) {
    const wrong = new Set<number>();
    while (wrong.size < 3) wrong.add(Math.floor(random() * waiting));
    if ([...wrong].every((at) => at >= sampled) && restLowerBound(sampled, waiting - sampled) > 1 - 3 / 34) broken++;
  }
  expect(broken / 2000).toBeLessThanOrEqual(0.05);
});

it('people are asked to prove the machine where most is won, and not where it was seen wrong or little waits', () => {
  const seen = (right: number, wrong: number, score: number) =>
    Array.from({ length: right + wrong }, (_, index) => ({ score, right: index < right }));
  const waiting = (count: number, score: number) => Array.from({ length: count }, () => score);
  const few = [...seen(12, 0, 0.9), ...seen(10, 5, 0.4)];
  expect(planProbe(few, [...waiting(100, 0.9), ...waiting(300, 0.4)], 0.9)).toEqual({
    scoreThreshold: 0.9,
    images: 34,
  });
  expect(planProbe(few, [...waiting(20, 0.9), ...waiting(300, 0.4)], 0.9)).toBeUndefined();
  expect(planProbe(seen(10, 5, 0.9), waiting(400, 0.9), 0.9)).toBeUndefined();
  expect(planProbe([], waiting(400, 0.9), 0.9)).toBeUndefined();
});

it('the hidden sample stops the machine when the promise is broken beyond doubt, and not for one slip', () => {
  const right = (count: number, of: number) => Array.from({ length: of }, (_, index) => index < count);
  expect(watch(right(19, 20), 0.95).isBroken).toBe(false);
  expect(watch(right(14, 20), 0.95).isBroken).toBe(true);
  expect(watch([], 0.95).isBroken).toBe(false);
});

it('of near-copies people get one, also of what chance has chosen', () => {
  const said = { score: 0.1, classes: [0] };
  const images = Array.from({ length: 40 }, (_, index) => ({ id: `i${index}`, said }));
  // Each image and the one after it are one picture.
  const pairOf = (id: string) => `i${Number(id.slice(1)) ^ 1}`;
  const looks = { copiesOf: (id: string) => [{ id: pairOf(id) }], distance: () => 1 };
  const { chosen, byChance } = choosePeoplesImages(images, 12, seededRandom(5), looks);
  const all = [...chosen, ...byChance];
  expect(all).toHaveLength(12);
  expect(chosen.filter((id) => all.includes(pairOf(id)))).toEqual([]);
});

it('people get the images that the machine is least sure of, a quarter by chance, and not one class alone', () => {
  const sure = Array.from({ length: 80 }, (_, index) => ({
    id: `sure${index}`,
    said: { score: 0.98, classes: [0] },
  }));
  const unsure = Array.from({ length: 40 }, (_, index) => ({
    id: `unsure${index}`,
    said: { score: 0.04, classes: [0] },
  }));
  const rare = Array.from({ length: 6 }, (_, index) => ({
    id: `rare${index}`,
    said: { score: 0.2, classes: [1] },
  }));
  const { chosen, byChance } = choosePeoplesImages([...sure, ...unsure, ...rare], 20, seededRandom(7));
  expect(byChance).toHaveLength(5);
  expect(chosen).toHaveLength(15);
  expect(new Set([...chosen, ...byChance]).size).toBe(20);
  expect(chosen.filter((id) => id.startsWith('sure'))).toEqual([]);
  expect(chosen.some((id) => id.startsWith('rare'))).toBe(true);
});

it('of images as doubtful as each other people get those that are least like what is labeled', () => {
  const images = Array.from({ length: 60 }, (_, index) => ({
    id: `${index}`,
    said: { score: index < 14 ? 0.1 : 0.6, classes: [0] },
  }));
  // Four of the doubtful ones are unlike the others.
  const isOdd = (id: string) => Number(id) < 14 && Number(id) % 4 === 0;
  const looks = {
    copiesOf: () => [],
    distance: (one: string, other: string) => (isOdd(one) || isOdd(other) ? 1 : 0.1),
  };
  const { chosen, byChance, passedOver } = choosePeoplesImages(images, 10, seededRandom(3), looks, ['labeled']);
  expect(chosen.filter(isOdd).sort()).toEqual(['0', '12', '4', '8'].filter((id) => !byChance.includes(id)));
  expect(chosen).toHaveLength(7);
  expect(passedOver).toHaveLength(7);
  expect(chosen.filter((id) => Number(id) >= 14)).toEqual([]);
});

it('where nothing is known of how images look, doubt alone chooses and passes over none', () => {
  const images = Array.from({ length: 30 }, (_, index) => ({
    id: `${index}`,
    said: { score: index / 30, classes: [0] },
  }));
  const { chosen, byChance, passedOver } = choosePeoplesImages(images, 8, seededRandom(3));
  const doubtful = images.map(({ id }) => id).filter((id) => !byChance.includes(id));
  expect(chosen).toEqual(doubtful.slice(0, 6));
  expect(passedOver).toEqual([]);
});
