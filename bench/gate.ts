import type { BoxAnnotation } from '../shared/contracts/manifest-line.ts';
import type { Prediction } from '../shared/contracts/training.ts';
import { meanAveragePrecision } from '../shared/domain/models/average-precision.ts';
import { compareModels } from '../shared/domain/models/evaluation.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';

/**
 * How often the gate errs, under the policy `evidence`, on simulated pairs of models: `node bench/gate.ts [pairs]
 * [images …]`. Images have one to four objects of two labels; how hard an object is counts for both models, the rest is
 * each model's own chance.
 */
const [pairs = 1000, ...sizes] = process.argv.slice(2).map(Number);
const LABELS = ['a', 'b'];
const GATE = { policy: 'evidence', minimumMap50: 0.5, tolerance: 0 } as const;

const box = (class_id: number, left: number): BoxAnnotation => ({ class_id, left, top: 0, width: 10, height: 10 });

/** @param skill .5 finds about half of the objects, 1 nearly all */
function answer(truth: readonly BoxAnnotation[], hardness: readonly number[], skill: number, random: () => number) {
  const predictions: Prediction[] = [];
  truth.forEach((object, index) => {
    const found = skill - 0.5 * hardness[index]! + 0.35 * (random() - 0.5);
    if (found > 0.35)
      predictions.push({ ...object, confidence: Math.min(1, Math.max(0, found + 0.3 * (random() - 0.5))) });
  });
  for (const class_id of [0, 1])
    if (random() < 0.35) predictions.push({ ...box(class_id, 500), confidence: 0.75 * random() });
  return predictions;
}

function draw(images: number, skills: readonly [number, number], random: () => number) {
  const truth: BoxAnnotation[][] = [];
  const answers: [Prediction[][], Prediction[][]] = [[], []];
  for (let image = 0; image < images; image++) {
    const objects = Array.from({ length: 1 + Math.floor(4 * random()) }, (_, index) =>
      box(random() < 0.7 ? 0 : 1, 20 * index),
    );
    const scene = random();
    const hardness = objects.map(() => 0.5 * scene + 0.5 * random());
    truth.push(objects);
    for (const [model, skill] of skills.entries()) answers[model]!.push(answer(objects, hardness, skill, random));
  }
  return { truth, answers };
}

const scoreOf = (skill: number, random: () => number) => {
  const { truth, answers } = draw(20_000, [skill, skill], random);
  return meanAveragePrecision({ truth, predictions: answers[0], labels: LABELS }).map50;
};

/** The skill at which the score is higher by `gain`, by halving. */
function skillFor(gain: number, champion: number): number {
  const target = scoreOf(champion, seededRandom(1)) + gain;
  let [low, high] = [champion, 1.5];
  for (let round = 0; round < 12; round++) {
    const middle = (low + high) / 2;
    if (scoreOf(middle, seededRandom(1)) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const CHAMPION = 0.75;
console.log(`champion: mAP@.5 ${scoreOf(CHAMPION, seededRandom(1)).toFixed(3)}; ${pairs} pairs each`);
for (const gain of [0, 0.03])
  for (const images of sizes.length ? sizes : [10, 20, 50, 100, 400]) {
    const random = seededRandom(2);
    const skill = gain === 0 ? CHAMPION : skillFor(gain, CHAMPION);
    const outcomes = { deploy: 0, insufficientEvidence: 0, worse: 0 };
    for (let pair = 0; pair < pairs; pair++) {
      const { truth, answers } = draw(images, [CHAMPION, skill], random);
      const { decision, kept } = compareModels({
        validationHash: pair.toString(16).padStart(8, '0'),
        truth,
        labels: LABELS,
        champion: { modelName: 'champion', predictions: answers[0] },
        challenger: { modelName: 'challenger', predictions: answers[1] },
        isKnown: truth.map(() => false),
        gate: GATE,
        validationFraction: 0.2,
      });
      outcomes[decision === 'deploy' ? 'deploy' : kept === 'insufficientEvidence' ? 'insufficientEvidence' : 'worse']++;
    }
    const share = (count: number) => `${((100 * count) / pairs).toFixed(1)} %`;
    console.log(
      `${gain === 0 ? 'equal' : `better by ${gain}`}, ${images} images: deployed ${share(outcomes.deploy)}, not enough evidence ${share(outcomes.insufficientEvidence)}, worse ${share(outcomes.worse)}`,
    );
  }
for (const bar of [0.5, 0.6, 0.7])
  for (const images of [3, 5, 10, 20, 50]) {
    const random = seededRandom(3);
    // A model whose true score is the bar may go live in 2.5 % of draws.
    let [low, high] = [0.3, 1.2];
    for (let round = 0; round < 12; round++) {
      const middle = (low + high) / 2;
      if (scoreOf(middle, seededRandom(1)) < bar) low = middle;
      else high = middle;
    }
    let live = 0;
    for (let first = 0; first < pairs; first++) {
      const { truth, answers } = draw(images, [low, low], random);
      const { decision } = compareModels({
        validationHash: '1'.repeat(8),
        truth,
        labels: LABELS,
        champion: null,
        challenger: { modelName: 'first', predictions: answers[0] },
        isKnown: truth.map(() => false),
        gate: { ...GATE, minimumMap50: bar },
        validationFraction: 0.2,
      });
      if (decision === 'deploy') live++;
    }
    console.log(`first model just at the bar ${bar}, ${images} images: live in ${((100 * live) / pairs).toFixed(1)} %`);
  }
