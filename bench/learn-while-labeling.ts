import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openCellEyes } from '../algorithms/assistant/cell-features.ts';
import type { AnsweredImage } from '../algorithms/assistant/light-head.ts';
import { LightLearner } from '../algorithms/assistant/light-learner.ts';
import { loadPretrained } from '../algorithms/backbone/pretrained.ts';
import { permutation, randomFor } from '../algorithms/onnx/random.ts';
import { readTruth } from '../cli/loop/read-truth.ts';
import { type BoundingBox, intersectionOverUnion } from '../shared/domain/shapes/bounding-box.ts';
import { referenceData } from './reference-data.ts';

/**
 * How good the suggestions are that a worker gets in one sitting: a simulated worker answers image after image by the
 * truth, the head is fitted after every `every` answers, and each image is judged by the suggestions that it had when
 * its turn came: `node bench/learn-while-labeling.ts [raccoon|bccd] [images] [every] [seed]`.
 */
const SETS = {
  raccoon: ['images_raccoon', 'images', 'annotations'],
  bccd: ['images_bccd', 'JPEGImages', 'Annotations'],
} as const;
const [name = 'raccoon', images = '60', every = '2', seed = '1'] = process.argv.slice(2);
const [set, imageFolder, annotations] = SETS[name as keyof typeof SETS];
const folder = referenceData(set);
if (!folder) throw new Error('needs the reference data (LABELLOOP_SHARED)');
const truth = await readTruth(join(folder, annotations));
const labels = [...new Set([...truth.values()].flatMap((boxes) => boxes.map(({ label }) => label)))].sort();
const files = (await readdir(join(folder, imageFolder))).sort().filter((file) => truth.has(stem(file)));
const order = permutation(files.length, randomFor(Number(seed), 7)).slice(0, Number(images));
const eyes = await openCellEyes(await loadPretrained({}), 1);

function stem(file: string): string {
  return file.replace(/\.\w+$/, '');
}

interface Told {
  right: number;
  given: number;
  truth: number;
}

/** Each suggestion, the surest first, takes the object of its class that it overlaps most, by half at least. */
function judge(suggested: ReadonlyArray<BoundingBox & { class_id: number }>, boxes: AnsweredImage['boxes']): Told {
  const left = new Set(boxes);
  let right = 0;
  for (const box of suggested) {
    const ranked = [...left]
      .filter(({ class_id }) => class_id === box.class_id)
      .map((object) => ({ object, overlap: intersectionOverUnion(object, box) }))
      .sort((a, b) => b.overlap - a.overlap);
    if (!ranked[0] || ranked[0].overlap < 0.5) continue;
    left.delete(ranked[0].object);
    right++;
  }
  return { right, given: suggested.length, truth: boxes.length };
}

const learner = new LightLearner(labels.length);
const told: Told[] = [];
let looking = 0;
let fitting: number[] = [];
const cpu = () => process.cpuUsage().user / 1e6;
for (const [turn, index] of order.entries()) {
  const file = files[index]!;
  const boxes = truth.get(stem(file))!.map(({ label, ...box }) => ({ ...box, class_id: labels.indexOf(label) }));
  const began = cpu();
  const features = await eyes.look(join(folder, imageFolder, file));
  told.push(judge(learner.suggest(features), boxes));
  looking += cpu() - began;
  learner.answer({ features, boxes });
  if ((turn + 1) % Number(every) !== 0) continue;
  const fitBegan = cpu();
  learner.fit();
  fitting.push(cpu() - fitBegan);
  if ((turn + 1) % 10 === 0) fitting = fitting.slice(-5);
}
await eyes.close();
const share = (part: number, of: number) => (of === 0 ? '-' : (part / of).toFixed(3));
for (const [from, to] of [
  [0, 5],
  [5, 10],
  [10, 20],
  [20, 40],
  [40, 60],
  [60, 100],
]) {
  const some = told.slice(from, to);
  if (some.length === 0) continue;
  const sum = (of: (each: Told) => number) => some.reduce((all, each) => all + of(each), 0);
  const right = sum((each) => each.right);
  console.log(
    `${name}, images ${from! + 1} to ${to}: recall ${share(
      right,
      sum((each) => each.truth),
    )}, precision ${share(
      right,
      sum((each) => each.given),
    )}, ${sum((each) => each.given)} suggested`,
  );
}
console.log(
  `an image is looked at in ${((1000 * looking) / told.length).toFixed(0)} ms of CPU; the last fits took ${fitting.map((each) => each.toFixed(2)).join(', ')} s`,
);
