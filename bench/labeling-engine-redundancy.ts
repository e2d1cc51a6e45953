/**
 * Adaptive redundancy against fixed numbers of workers, on simulated crowds of five: answers asked for and F1 of the
 * labels, paired over the same answers, with 95 % intervals over the seeds. `node bench/labeling-engine-redundancy.ts
 * [images] [seeds] [crowd ...]`
 */
import { needMore, weighAnswers } from '../labeling-engine/core/weigh-answers.ts';
import {
  drawBoxes,
  drawSabotage,
  type KnownImage,
  type LabeledBox,
} from '../local-cloud/simulated-workforce/draw-boxes.ts';
import { simulatedTeam, type WorkerSkill } from '../local-cloud/simulated-workforce/worker-skill.ts';
import type { WorkerState } from '../shared/contracts/worker-state.ts';
import { consolidateBoundingBoxes } from '../shared/domain/consolidation/bounding-boxes.ts';
import { addWorkerStates, emptyWorkerState } from '../shared/domain/consolidation/worker-state.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { intersectionOverUnion } from '../shared/domain/shapes/bounding-box.ts';

const LABELS = ['robin', 'wren', 'finch'];
const SIZE = { width: 640, height: 480 };
const MOST = 5;
const FEWEST = 2;
const PART_OF_LABEL = 0.5;
/** As the engine works: objects of a shard, objects decided on together, further ones looked at with them. */
const SHARD = 250;
const TOGETHER = 25;
const COMPANY = 100;

type Answer = { workerId: string; boxes: LabeledBox[] };

const scaled = (skill: WorkerSkill, by: Partial<Record<keyof WorkerSkill, number>>): WorkerSkill => {
  const errors = Object.entries(skill).map(([error, share]) => [
    error,
    typeof share === 'number' ? Math.min(0.9, share * (by[error as keyof WorkerSkill] ?? 1)) : share,
  ]);
  return Object.fromEntries(errors) as WorkerSkill;
};
const allBy = (factor: number) => ({ shift: factor, size: factor, missed: factor, extra: factor, wrongLabel: factor });

/** How the usual team (four careful workers, one careless) is changed. */
const CROWDS: Record<string, { errors: Parameters<typeof scaled>[1]; saboteur?: boolean }> = {
  usual: { errors: {} },
  'errors x2': { errors: allBy(2) },
  'errors x3': { errors: allBy(3) },
  'one saboteur': { errors: {}, saboteur: true },
  'misses x5': { errors: { missed: 5 } },
};

function truthOf(random: () => number): KnownImage {
  const boxes = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) => ({
    label: LABELS[Math.floor(random() * 3)]!,
    left: 10 + 150 * index + 20 * random(),
    top: 20 + 250 * random(),
    width: 60 + 60 * random(),
    height: 60 + 90 * random(),
  }));
  return { ...SIZE, boxes };
}

/** F1 at IoU .5 over all images. */
function f1(truths: readonly KnownImage[], answers: readonly Answer[][]): number {
  const objects = answers.map((given, index) => ({ objectId: String(index), answers: given }));
  const { objects: labels } = consolidateBoundingBoxes(objects, LABELS, emptyWorkerState().boxes);
  let right = 0;
  let both = 0;
  for (const [index, truth] of truths.entries()) {
    const made = labels[index]!.boxes.filter(({ confidence }) => confidence >= PART_OF_LABEL);
    const left = new Set(made);
    for (const box of truth.boxes) {
      const match = [...left].find(
        ({ label, ...one }) => label === box.label && intersectionOverUnion(one, box) >= 0.5,
      );
      if (match && left.delete(match)) right += 1;
    }
    both += made.length + truth.boxes.length;
  }
  return (2 * right) / both;
}

const formsOf = (answers: readonly Answer[]) => ({
  answers: answers.map(({ workerId, boxes }) => ({
    workerId,
    form: JSON.stringify({ a: { boundingBoxes: boxes, inputImageProperties: SIZE } }),
  })),
});

/** Answers asked for per image of one shard, as they come in. */
function askedFor(all: readonly Answer[][], known: WorkerState): { asked: number[]; learnt: WorkerState } {
  const asked = all.map(() => FEWEST);
  let learnt = emptyWorkerState();
  let waiting: number[] = [];
  for (let seen = 0; seen < all.length || waiting.length > 0; ) {
    const next = Math.min(all.length, seen + TOGETHER);
    for (; seen < next; seen++) waiting.push(seen);
    const company = [...asked.keys()]
      .slice(0, seen)
      .filter((image) => !waiting.includes(image))
      .slice(-COMPANY);
    const looked = [...waiting, ...company];
    const weighed = weighAnswers(
      looked.map((image) => formsOf(all[image]!.slice(0, asked[image]))),
      LABELS,
      known,
    );
    learnt = weighed.learnt;
    const spent = asked.slice(0, seen).reduce((sum, answers) => sum + answers, 0);
    const errors = weighed.errors.slice(0, waiting.length);
    const need = needMore(errors, { seen, spent, workersPerObject: MOST });
    waiting = waiting.filter((_, index) => need[index]);
    for (const image of waiting) asked[image]! += 1;
    waiting = waiting.filter((image) => asked[image]! < MOST);
  }
  return { asked, learnt };
}

function adaptive(all: readonly Answer[][]): Answer[][] {
  const kept: Answer[][] = [];
  let known = emptyWorkerState();
  for (let first = 0; first < all.length; first += SHARD) {
    const shard = all.slice(first, first + SHARD);
    const { asked, learnt } = askedFor(shard, known);
    known = addWorkerStates(known, learnt);
    kept.push(...shard.map((answers, image) => answers.slice(0, asked[image])));
  }
  return kept;
}

function measure(crowd: (typeof CROWDS)[string], images: number, seed: number) {
  const random = seededRandom(seed);
  const team = simulatedTeam(MOST, random).map((skill) => scaled(skill, crowd.errors));
  const truths = Array.from({ length: images }, () => truthOf(random));
  const draw = (truth: KnownImage, skill: WorkerSkill) =>
    crowd.saboteur && skill === team.at(-1) ? drawSabotage(truth, LABELS) : drawBoxes(truth, skill, LABELS, [], random);
  const all = truths.map((truth) =>
    team
      .map((skill) => ({ workerId: skill.name, boxes: draw(truth, skill), order: random() }))
      .sort((a, b) => a.order - b.order),
  );
  const fewer = adaptive(all);
  const five = f1(truths, all);
  const own = f1(truths, fewer);
  return {
    five,
    three: f1(
      truths,
      all.map((answers) => answers.slice(0, 3)),
    ),
    adaptive: own,
    difference: own - five,
    share: fewer.reduce((sum, answers) => sum + answers.length, 0) / (MOST * images),
  };
}

/** Mean and half of its 95 % interval (normal). */
function interval(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return { mean, half: 1.96 * Math.sqrt(variance / values.length) };
}

const [images = '500', seeds = '10', ...chosen] = process.argv.slice(2);
console.log(
  'crowd          five (100 %)   three (60 %)   adaptive   less than five, 95 % interval   answers asked for',
);
for (const [name, crowd] of Object.entries(CROWDS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const runs = Array.from({ length: Number(seeds) }, (_, seed) => measure(crowd, Number(images), seed + 1));
  const of = (figure: keyof (typeof runs)[number]) => interval(runs.map((run) => run[figure]));
  const [difference, share] = [of('difference'), of('share')];
  const column = (text: string, width: number) => text.padStart(width);
  console.log(
    name.padEnd(12),
    column(of('five').mean.toFixed(4), 14),
    column(of('three').mean.toFixed(4), 14),
    column(of('adaptive').mean.toFixed(4), 10),
    column(`${difference.mean.toFixed(4)} +- ${difference.half.toFixed(4)}`, 31),
    column(`${(100 * share.mean).toFixed(1)} +- ${(100 * share.half).toFixed(1)} %`, 19),
  );
}
