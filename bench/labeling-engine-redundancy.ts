/**
 * Adaptive redundancy against five workers each time, on simulated crowds with one careless worker in five: answers asked for and F1 of
 * the labels. `node bench/labeling-engine-redundancy.ts [images] [crowds] [times the errors]`
 */
import { twoAgree } from '../labeling-engine/core/answers-agree.ts';
import { drawBoxes, type ImageTruth, type LabeledBox } from '../local-cloud/simulated-workforce/draw-boxes.ts';
import { simulatedTeam } from '../local-cloud/simulated-workforce/worker-skill.ts';
import { intersectionOverUnion } from '../shared/domain/bounding-box.ts';
import { consolidateBoundingBoxes } from '../shared/domain/consolidation/bounding-boxes.ts';
import { emptyWorkerState } from '../shared/domain/consolidation/worker-state.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';

const [images = 400, crowds = 5, worse = 1] = process.argv.slice(2).map(Number);
const LABELS = ['robin', 'wren', 'finch'];
const SIZE = { width: 640, height: 480 };
const MOST = 5;
const FEWEST = 2;
const PART_OF_LABEL = 0.5;

interface Answer {
  workerId: string;
  boxes: LabeledBox[];
}

function truthOf(random: () => number): ImageTruth {
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
function f1(truths: ImageTruth[], answers: Answer[][]): number {
  const objects = answers.map((given, index) => ({
    objectId: String(index),
    isText: false,
    answers: given.map((answer) => ({ ...answer, kind: 'boxes' as const, size: SIZE, adjusted: undefined })),
  }));
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

console.log('crowd   five workers F1   adaptive F1   answers asked for');
const totals = { all: 0, adaptive: 0, share: 0 };
for (let crowd = 1; crowd <= crowds; crowd++) {
  const random = seededRandom(crowd);
  const team = simulatedTeam(MOST, random).map(({ name, ...errors }) => {
    const scaled = Object.entries(errors).map(([error, share]) => [error, Math.min(0.9, share * worse)] as const);
    return { name, ...(Object.fromEntries(scaled) as typeof errors) };
  });
  const truths = Array.from({ length: images }, () => truthOf(random));
  const all = truths.map((truth) =>
    team
      .map((skill) => ({ workerId: skill.name, boxes: drawBoxes(truth, skill, LABELS, [], random), order: random() }))
      .sort((a, b) => a.order - b.order),
  );
  const adaptive = all.map((answers) => {
    const forms = answers.map(({ boxes }) =>
      JSON.stringify({ a: { boundingBoxes: boxes, inputImageProperties: SIZE } }),
    );
    let asked = FEWEST;
    while (asked < MOST && !twoAgree(forms.slice(0, asked), LABELS)) asked += 1;
    return answers.slice(0, asked);
  });
  const share = adaptive.reduce((sum, answers) => sum + answers.length, 0) / (MOST * images);
  const [five, fewer] = [f1(truths, all), f1(truths, adaptive)];
  totals.all += five / crowds;
  totals.adaptive += fewer / crowds;
  totals.share += share / crowds;
  console.log(
    `${String(crowd).padStart(5)} ${five.toFixed(4).padStart(16)} ${fewer.toFixed(4).padStart(13)} ${(100 * share).toFixed(1).padStart(17)} %`,
  );
}
console.log(
  ` mean ${totals.all.toFixed(4).padStart(16)} ${totals.adaptive.toFixed(4).padStart(13)} ${(100 * totals.share).toFixed(1).padStart(17)} %`,
);
