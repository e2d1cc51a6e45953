import { emptyBoxState } from '../../shared/domain/consolidation/box-workers.ts';
import {
  consolidateInstances,
  type InstanceObject,
  type PaintedInstances,
} from '../../shared/domain/consolidation/drawn/instances.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';

const LABELS = ['cell', 'dirt'];
const [WIDTH, HEIGHT] = [160, 120];
const IMAGES = 12;

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

interface Blob {
  label: string;
  x: number;
  y: number;
  radius: number;
  /** How far the rim is from the radius, as a share, by angle. */
  waves: Array<{ share: number; phase: number }>;
}

/**
 * Objects painted by simulated crowds (touching blobs whose rims wobble, one worker careless): F1 of objects at an
 * intersection over union of .75, and the mean intersection over union of the objects that are there; ours beside each
 * worker and beside the worker who agrees best with the others.
 */
export function instanceTable(draws = 3): string[] {
  const lines = ['', `instances: ${IMAGES} images, ${draws} draws; F1 at .75 / mean IoU of what is there`];
  for (const count of [3, 5]) {
    const names = [
      ...Array.from({ length: count }, (_, at) => `worker ${at + 1}`),
      'the one who agrees best',
      'labelloop',
    ];
    const sums = names.map(() => ({ f1: 0, iou: 0 }));
    let wins = 0;
    for (let draw = 0; draw < draws; draw++) {
      const scores = judge(draw * 31 + count, count);
      for (const [at, { f1, iou }] of scores.entries()) {
        sums[at]!.f1 += f1 / draws;
        sums[at]!.iou += iou / draws;
      }
      const ours = scores.at(-1)!;
      if (scores.slice(0, -1).every(({ f1, iou }) => ours.f1 >= f1 && ours.iou > iou)) wins += 1;
    }
    lines.push(
      `${count} workers: better than all in ${wins} of ${draws}`,
      ...names.map(
        (name, at) => `  ${name.padEnd(24)} ${(100 * sums[at]!.f1).toFixed(1)}   ${(100 * sums[at]!.iou).toFixed(1)}`,
      ),
    );
  }
  return lines;
}

function judge(seed: number, count: number) {
  const random = seededRandom(seed);
  const truth = Array.from({ length: IMAGES }, () => drawBlobs(random));
  const objects = truth.map(
    (blobs, at): InstanceObject => ({
      objectId: String(at),
      ...{ width: WIDTH, height: HEIGHT },
      answers: Array.from({ length: count }, (_, id) => ({
        workerId: `w${id}`,
        ...paintAs(blobs, id === count - 1, random),
      })),
    }),
  );
  const known = truth.map((blobs) => paintBlobs(blobs));
  const found = consolidateInstances(objects, LABELS, emptyBoxState()).objects.map(({ numbers, instances }) => ({
    numbers,
    labels: instances.map(({ label }) => label),
  }));
  const own = Array.from({ length: count }, (_, at) => objects.map(({ answers }) => answers[at]!));
  const agreeing = objects.map(({ answers }) => {
    const agreement = answers.map((answer) => answers.reduce((sum, other) => sum + score([other], [answer]).iou, 0));
    return answers[agreement.indexOf(Math.max(...agreement))]!;
  });
  return [...own, agreeing, found].map((given) => score(known, given));
}

const wave = (random: () => number) => ({ share: 0.06 * normal(random), phase: 2 * Math.PI * random() });

/** Rows of blobs of which neighbours touch. */
function drawBlobs(random: () => number): Blob[] {
  return Array.from({ length: 6 }, (_, at) => ({
    label: LABELS[random() < 0.75 ? 0 : 1]!,
    x: 30 + 48 * (at % 3) + 3 * normal(random),
    y: 35 + 50 * Math.floor(at / 3) + 3 * normal(random),
    radius: 19 + 5 * random(),
    waves: [wave(random), wave(random), wave(random)],
  }));
}

/** Each is as large as the worker likes, a little off, with a rim that trembles; some are missed, some run together. */
function paintAs(blobs: readonly Blob[], isCareless: boolean, random: () => number): PaintedInstances {
  const swell = 1 + (isCareless ? 0.14 : 0.05) * normal(random);
  const own = blobs.flatMap((blob): Blob[] => {
    if (random() < (isCareless ? 0.2 : 0.04)) return [];
    const label = random() < (isCareless ? 0.15 : 0.02) ? LABELS.find((one) => one !== blob.label)! : blob.label;
    const off = isCareless ? 3 : 1.2;
    return [
      {
        label,
        x: blob.x + off * normal(random),
        y: blob.y + off * normal(random),
        radius: blob.radius * swell,
        waves: [...blob.waves, ...Array.from({ length: 4 }, () => wave(random))],
      },
    ];
  });
  return paintBlobs(own);
}

function paintBlobs(blobs: readonly Blob[]): PaintedInstances {
  const numbers = new Uint8Array(WIDTH * HEIGHT);
  for (const [index, { x, y, radius, waves }] of blobs.entries())
    for (let at = 0; at < numbers.length; at++) {
      const [dx, dy] = [(at % WIDTH) - x, Math.floor(at / WIDTH) - y];
      const angle = Math.atan2(dy, dx);
      const rim =
        radius * waves.reduce((sum, { share, phase }, k) => sum + share * Math.sin((k + 2) * angle + phase), 1);
      if (Math.hypot(dx, dy) <= rim) numbers[at] = index + 1;
    }
  return { numbers, labels: blobs.map(({ label }) => label) };
}

function score(truth: readonly PaintedInstances[], given: readonly PaintedInstances[]) {
  let [right, wanted, count, sum] = [0, 0, 0, 0];
  for (const [at, known] of truth.entries()) {
    const own = given[at]!;
    const left = new Set(own.labels.keys());
    wanted += known.labels.length;
    count += own.labels.length;
    for (const [index, label] of known.labels.entries()) {
      const best = [...left]
        .filter((other) => own.labels[other] === label)
        .map((other) => ({ other, iou: overlap(known.numbers, index + 1, own.numbers, other + 1) }))
        .sort((a, b) => b.iou - a.iou)[0];
      if (!best) continue;
      sum += best.iou;
      left.delete(best.other);
      if (best.iou >= 0.75) right += 1;
    }
  }
  return { f1: (2 * right) / (count + wanted), iou: sum / wanted };
}

function overlap(a: Uint8Array, numberA: number, b: Uint8Array, numberB: number): number {
  let [both, any] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    const [isA, isB] = [a[at] === numberA, b[at] === numberB];
    if (isA && isB) both += 1;
    if (isA || isB) any += 1;
  }
  return any > 0 ? both / any : 0;
}
