import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseVoc } from '../../cli/loop/true-boxes-of-voc.ts';
import { consolidateMasks, type MaskObject } from '../../shared/domain/consolidation/masks.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { referenceData } from '../reference-data.ts';

const LABELS = ['RBC', 'WBC', 'Platelets'];
/** Half of the photographs' size. */
const WIDTH = 320;
const HEIGHT = 240;
const IMAGES = 30;
const POOL = 12;
const WORKERS = 5;

interface Ellipse {
  label: number;
  x: number;
  y: number;
  a: number;
  b: number;
}

/**
 * Mean IoU in percent over labels and images, cells as ellipses, three crowds: one worker, majority per pixel, ours.
 */
export function maskTable(): string[] {
  const folder = referenceData('images_bccd', 'Annotations');
  if (!folder) return [];
  const images = readdirSync(folder)
    .sort()
    .slice(0, IMAGES)
    .map((file) =>
      parseVoc(readFileSync(join(folder, file), 'utf8')).boxes.map((box) => ({
        label: LABELS.indexOf(box.label) + 1,
        x: (box.left + box.width / 2) / 2,
        y: (box.top + box.height / 2) / 2,
        a: box.width / 4,
        b: box.height / 4,
      })),
    );
  const truth = images.map(paint);
  const sums = [0, 0, 0];
  const crowds = [5, 6, 7];
  let milliseconds = 0;
  for (const seed of crowds) {
    const objects = paintCrowd(images, seed);
    const started = performance.now();
    const ours = consolidateMasks(objects, LABELS, { workers: {} }).objects.map(({ mask }) => mask);
    milliseconds += performance.now() - started;
    const found = [objects.map(({ answers }) => answers[0]!.mask), objects.map(majority), ours];
    found.forEach((masks, method) => {
      sums[method]! += meanIou(truth, masks) / crowds.length;
    });
  }
  const [single, voted, ours] = sums.map((sum) => sum.toFixed(1));
  const time = (milliseconds / (crowds.length * IMAGES)).toFixed(1);
  return [
    '',
    `masks, mean IoU: one worker ${single}, majority ${voted}, labelloop ${ours} (${time} ms an image of ${WIDTH}x${HEIGHT})`,
  ];
}

function paint(cells: readonly Ellipse[]): Uint8Array {
  const mask = new Uint8Array(WIDTH * HEIGHT);
  for (const { label, x, y, a, b } of cells) {
    for (let row = Math.max(0, Math.floor(y - b)); row < Math.min(HEIGHT, y + b); row++) {
      for (let column = Math.max(0, Math.floor(x - a)); column < Math.min(WIDTH, x + a); column++) {
        if (((column + 0.5 - x) / a) ** 2 + ((row + 0.5 - y) / b) ** 2 <= 1) mask[row * WIDTH + column] = label;
      }
    }
  }
  return mask;
}

/**
 * Workers who paint too wide or too narrow, shake, miss cells or mistake them; two of twelve are careless, two spam.
 */
function paintCrowd(images: readonly Ellipse[][], seed: number): MaskObject[] {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const crowd = Array.from({ length: POOL }, (_, index) => ({
    id: `w${index}`,
    spams: index % 6 === 5,
    careless: index % 6 === 4,
    scale: Math.exp(0.1 * normal()),
    shake: 0.06 * Math.exp(0.4 * normal()),
    miss: 0.12 * random(),
  }));
  return images.map((cells, index) => {
    const chosen = crowd
      .map((worker) => [random(), worker] as const)
      .sort(([a], [b]) => a - b)
      .slice(0, WORKERS)
      .map(([, worker]) => worker);
    return {
      objectId: String(index),
      width: WIDTH,
      height: HEIGHT,
      answers: chosen.map((worker) => ({
        workerId: worker.id,
        mask: worker.spams
          ? paint([{ label: 1, x: random() * WIDTH, y: random() * HEIGHT, a: 80, b: 60 }])
          : paint(
              cells
                .filter(() => random() > (worker.careless ? 0.3 : worker.miss))
                .map((cell) => {
                  const shake = worker.shake * (worker.careless ? 2 : 1);
                  return {
                    label: random() < 0.03 ? 1 + Math.floor(random() * LABELS.length) : cell.label,
                    x: cell.x + cell.a * shake * normal(),
                    y: cell.y + cell.b * shake * normal(),
                    a: cell.a * worker.scale * Math.exp(shake * normal()),
                    b: cell.b * worker.scale * Math.exp(shake * normal()),
                  };
                }),
            ),
      })),
    };
  });
}

function majority({ answers }: MaskObject): Uint8Array {
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const counts = new Array<number>(LABELS.length + 1).fill(0);
    for (const { mask } of answers) counts[mask[at]!]! += 1;
    return counts.indexOf(Math.max(...counts));
  });
}

function meanIou(truth: readonly Uint8Array[], found: readonly Uint8Array[]): number {
  let [sum, count] = [0, 0];
  truth.forEach((mask, image) => {
    const shared = new Array<number>(LABELS.length + 1).fill(0);
    const either = new Array<number>(LABELS.length + 1).fill(0);
    mask.forEach((actual, at) => {
      const given = found[image]![at]!;
      either[actual]! += 1;
      if (given === actual) shared[actual]! += 1;
      else either[given]! += 1;
    });
    for (let label = 1; label <= LABELS.length; label++) {
      if (!either[label]) continue;
      sum += shared[label]! / either[label]!;
      count++;
    }
  });
  return (100 * sum) / count;
}
