import { describe, expect, it } from '@jest/globals';
import { compareWithKnown } from '../../../labeling-engine/core/compare-with-known.ts';
import { type GoldResult, goldDue, isCareless, nextGoldLine } from '../../../labeling-engine/core/gold.ts';
import { sightOf, submit } from '../../../local-cloud/simulated-workforce/answer-element.ts';
import { drawBoxes, type KnownImage } from '../../../local-cloud/simulated-workforce/draw-boxes.ts';
import { simulatedTeam, type WorkerSkill } from '../../../local-cloud/simulated-workforce/worker-skill.ts';
import { readWorkerAnswer } from '../../../shared/domain/answer-kinds/worker-answer.ts';
import { seededRandom } from '../../../shared/domain/seeded-random.ts';
import { pngCodec } from '../../../shared/handler/png-codec.ts';

const LABELS = ['robin', 'wren'];
const WORKERS = 1000;

function someTruth(random: () => number): KnownImage {
  const boxes = Array.from({ length: 2 + Math.floor(random() * 3) }, (_, index) => ({
    label: LABELS[Math.floor(random() * 2)]!,
    left: 5 + 30 * index,
    top: 10 + 25 * random(),
    width: 15 + 10 * random(),
    height: 15 + 15 * random(),
  }));
  return { ...SIZE, boxes };
}

/** A quarter of a photograph's side each way: masks are compared pixel by pixel. */
const SIZE = { width: 160, height: 120 };

const KINDS = ['boxes', 'polygons', 'mask'] as const;
type Kind = (typeof KINDS)[number];

/** One simulated answer to a known object. */
function passes(skill: WorkerSkill, kind: Kind, random: () => number): boolean {
  const truth = someTruth(random);
  const answerOf = (boxes: KnownImage['boxes']) => {
    const { wrongLabel } = skill;
    const sight = sightOf(truth, { boxes, labels: LABELS, wrongLabel, initial: undefined, random });
    const form = { shapes: submit({ kind, name: 'shapes' }, sight) };
    return readWorkerAnswer(JSON.stringify(form), LABELS).answer!;
  };
  const whole = truth.boxes.map(({ label, left, top, width, height }) => ({
    label,
    left: Math.round(left),
    top: Math.round(top),
    width: Math.round(width),
    height: Math.round(height),
  }));
  const drawn = drawBoxes(truth, skill, LABELS, [], random);
  return compareWithKnown(answerOf(drawn), answerOf(whole), LABELS, pngCodec).passed;
}

/** Tasks until the worker is paused, gold and ordinary ones; undefined when they are not within so many. */
function pausedAfter(tasks: number, random: () => number, nextPasses: () => boolean): number | undefined {
  const jitter = Math.floor(random() * 2 ** 28);
  const results: GoldResult[] = [];
  let ordinary = 0;
  for (let task = 1; task <= tasks; task++) {
    if (results.length >= goldDue(ordinary, jitter)) {
      ordinary += 1;
      continue;
    }
    results.push({ passed: nextPasses(), declined: false, at: task });
    if (isCareless(results)) return task;
  }
  return undefined;
}

describe('gold tasks', () => {
  const random = seededRandom(7);
  const [careful, , careless] = simulatedTeam(3, random);

  /** Passing is a coin with a weight of its own: the workers need not draw each task anew. */
  function pausedWithin(tasks: number, skill: WorkerSkill, kind: Kind): number {
    const tried = Array.from({ length: 400 }, () => passes(skill, kind, random));
    const nextPasses = () => tried[Math.floor(random() * tried.length)]!;
    const paused = Array.from({ length: WORKERS }, () => pausedAfter(tasks, random, nextPasses)).filter(Boolean);
    return paused.length / WORKERS;
  }

  it.each(KINDS)('find a careless worker within 20 tasks of %s', (kind) => {
    expect(pausedWithin(20, careless!, kind)).toBeGreaterThan(0.95);
  });

  it.each(KINDS)('pause at most 1 %% of careful workers in 200 tasks of %s', (kind) => {
    expect(pausedWithin(200, careful!, kind)).toBeLessThanOrEqual(0.01);
  });

  it('pause at most 1 % even of those who just pass', () => {
    const results = () =>
      Array.from({ length: 100 }, (_, at): GoldResult => ({ passed: random() < 0.85, declined: false, at }));
    const borderline = Array.from({ length: WORKERS }, () => isCareless(results())).filter(Boolean);
    expect(borderline.length / WORKERS).toBeLessThanOrEqual(0.01 + 0.007);
  });

  it('come in blocks of seven, each in an order of the worker’s own', () => {
    const met = (jitter: number, from: number) =>
      Array.from({ length: 7 }, (_, at) => nextGoldLine(from + at, 500, jitter));
    expect(met(3, 0)).not.toEqual(met(4, 0));
    for (const from of [0, 7, 490]) expect(new Set(met(3, from))).toEqual(new Set(met(5, from)));
    expect(new Set(Array.from({ length: 10 }, (_, at) => nextGoldLine(at, 10, 5))).size).toBe(10);
  });

  it('are a third of the first 21 tasks and a twentieth of the later ones', () => {
    for (const jitter of [0, 127, 12_345_678]) {
      expect(goldDue(14, jitter)).toBeGreaterThanOrEqual(7);
      expect(goldDue(14 + 19 * 10, jitter) - goldDue(14, jitter)).toBe(10);
    }
  });
});
