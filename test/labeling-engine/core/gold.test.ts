import { describe, expect, it } from '@jest/globals';
import { type GoldResult, goldDue, isCareless } from '../../../labeling-engine/core/gold.ts';
import { GOLD_PASS, scoreGold } from '../../../labeling-engine/core/gold-score.ts';
import { drawBoxes, type ImageTruth } from '../../../local-cloud/simulated-workforce/draw-boxes.ts';
import { simulatedTeam, type WorkerSkill } from '../../../local-cloud/simulated-workforce/worker-skill.ts';
import { seededRandom } from '../../../shared/domain/seeded-random.ts';

const LABELS = ['robin', 'wren'];
const WORKERS = 1000;

function someTruth(random: () => number): ImageTruth {
  const boxes = Array.from({ length: 2 + Math.floor(random() * 3) }, (_, index) => ({
    label: LABELS[Math.floor(random() * 2)]!,
    left: 20 + 120 * index,
    top: 40 + 100 * random(),
    width: 60 + 40 * random(),
    height: 60 + 60 * random(),
  }));
  return { width: 640, height: 480, boxes };
}

/** Tasks until the worker is paused, gold and ordinary ones; undefined when they are not within so many. */
function pausedAfter(skill: WorkerSkill, tasks: number, random: () => number): number | undefined {
  const jitter = Math.floor(random() * 2 ** 28);
  const results: GoldResult[] = [];
  let ordinary = 0;
  for (let task = 1; task <= tasks; task++) {
    if (results.length >= goldDue(ordinary, jitter)) {
      ordinary += 1;
      continue;
    }
    const truth = someTruth(random);
    const label = {
      image_size: [{ width: 640, height: 480, depth: 3 }],
      annotations: truth.boxes.map(({ label, ...box }) => ({ class_id: LABELS.indexOf(label), ...box })),
    };
    const boundingBoxes = drawBoxes(truth, skill, LABELS, [], random);
    const form = JSON.stringify({ boundingBox: { boundingBoxes, inputImageProperties: { width: 640, height: 480 } } });
    results.push({ passed: scoreGold(form, label, LABELS) >= GOLD_PASS, declined: false, at: task });
    if (isCareless(results)) return task;
  }
  return undefined;
}

describe('gold tasks', () => {
  const random = seededRandom(7);
  const [careful, , careless] = simulatedTeam(3, random);

  it('find a careless worker within 20 tasks', () => {
    const found = Array.from({ length: WORKERS }, () => pausedAfter(careless!, 20, random)).filter(Boolean);
    expect(found.length / WORKERS).toBeGreaterThan(0.95);
  });

  it('pause at most 1 % of careful workers in 200 tasks, even of those who just pass', () => {
    const paused = Array.from({ length: WORKERS }, () => pausedAfter(careful!, 200, random)).filter(Boolean);
    expect(paused.length / WORKERS).toBeLessThanOrEqual(0.01);
    const results = () =>
      Array.from({ length: 100 }, (_, at): GoldResult => ({ passed: random() < 0.85, declined: false, at }));
    const borderline = Array.from({ length: WORKERS }, () => isCareless(results())).filter(Boolean);
    expect(borderline.length / WORKERS).toBeLessThanOrEqual(0.01 + 0.007);
  });

  it('are a third of the first 21 tasks and a twentieth of the later ones', () => {
    for (const jitter of [0, 127, 12_345_678]) {
      expect(goldDue(14, jitter)).toBeGreaterThanOrEqual(7);
      expect(goldDue(14 + 19 * 10, jitter) - goldDue(14, jitter)).toBe(10);
    }
  });

  it('compare classes and class sets, too', () => {
    const chosen = (answer: unknown) => JSON.stringify({ 'crowd-classifier': answer });
    expect(scoreGold(chosen({ label: 'wren' }), 1, LABELS)).toBe(1);
    expect(scoreGold(chosen({ label: 'robin' }), '1', LABELS)).toBe(0);
    expect(scoreGold(chosen({ labels: ['robin', 'wren'] }), [1], LABELS)).toBe(0.5);
    expect(scoreGold('not JSON', 1, LABELS)).toBe(0);
  });
});
