import { expect, it } from '@jest/globals';
import type { BoxAnnotation } from '../../../../shared/contracts/manifest-line.ts';
import type { Prediction } from '../../../../shared/contracts/training.ts';
import { meanAveragePrecision } from '../../../../shared/domain/models/average-precision.ts';
import { pairedComparison } from '../../../../shared/domain/models/paired-test.ts';
import { seededRandom } from '../../../../shared/domain/seeded-random.ts';

const labels = ['owl', 'duck'];
const IMAGES = 60;
const truth: BoxAnnotation[][] = Array.from({ length: IMAGES }, (_, index) => [
  { class_id: index % 2, left: 0, top: 0, width: 100, height: 100 },
  { class_id: 0, left: 300, top: 0, width: 100, height: 100 },
]);

/** Finds nearly all; its boxes are up to `loose` pixels off, and one of ten images has a box where nothing is. */
function model(seed: number, loose: number): Prediction[][] {
  const random = seededRandom(seed);
  return truth.map((boxes) => [
    ...boxes
      .filter(() => random() < 0.9)
      .map((box) => ({ ...box, left: box.left + loose * random(), confidence: 0.5 + 0.5 * random() })),
    ...(random() < 0.1 ? [{ class_id: 1, left: 600, top: 0, width: 50, height: 50, confidence: random() }] : []),
  ]);
}

it('is exactly nothing between a model and itself', () => {
  const one = model(1, 20);
  const { gain, deviation } = pairedComparison({ truth, labels, champion: one, challenger: one })();
  expect(gain).toBe(0);
  expect(deviation).toBeCloseTo(0, 12);
});

it('sees that boxes fit better where mAP@.5 sees two equal models', () => {
  const champion = model(1, 30);
  const challenger = champion.map((boxes) =>
    boxes.map((box) => ({ ...box, left: 0.7 * (box.left % 300) + (box.left >= 300 ? 300 : 0) })),
  );
  const map50 = (predictions: Prediction[][]) => meanAveragePrecision({ truth, predictions, labels }).map50;
  expect(map50(challenger)).toBeCloseTo(map50(champion), 2);
  const { gain, deviation } = pairedComparison({ truth, labels, champion, challenger })();
  expect(gain).toBeGreaterThan(4 * deviation);
});

it('knows how much its gain varies from draw to draw of the images', () => {
  const compare = pairedComparison({ truth, labels, champion: model(1, 25), challenger: model(2, 20) });
  const { deviation } = compare();
  const random = seededRandom(3);
  const gains = Array.from({ length: 300 }, () => {
    const weights = new Array<number>(IMAGES).fill(0);
    for (let draw = 0; draw < IMAGES; draw++) {
      const image = Math.floor(IMAGES * random());
      weights[image] = weights[image]! + 1;
    }
    return compare(weights).gain;
  });
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const spread = Math.sqrt(gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length);
  expect(deviation / spread).toBeGreaterThan(0.85);
  expect(deviation / spread).toBeLessThan(1.2);
});

it('counts an image twice as it counts the image and its copy', () => {
  const [champion, challenger] = [model(1, 25), model(2, 20)];
  const weights = truth.map((_, image) => (image < 10 ? 2 : 1));
  const doubled = <Item>(items: readonly Item[]) => [...items, ...items.slice(0, 10)];
  const counted = pairedComparison({ truth, labels, champion, challenger })(weights);
  const copied = pairedComparison({
    truth: doubled(truth),
    labels,
    champion: doubled(champion),
    challenger: doubled(challenger),
  })();
  expect(copied.gain).toBeCloseTo(counted.gain, 1);
  expect(copied.deviation).toBeCloseTo(counted.deviation, 1);
});
