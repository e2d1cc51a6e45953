import { seededRandom } from '../../shared/domain/seeded-random.ts';
import type { BoundingBox } from '../../shared/domain/shapes/bounding-box.ts';

export type Noise = 'careful' | 'careless' | 'spammer';

export interface SimulatedWorker {
  id: string;
  kind: Noise;
  jitter: number;
  /** Relative to the object's size: left, top, right, bottom. */
  bias: [number, number, number, number];
  miss: number;
  spurious: number;
  confusion: number;
  habit: number;
}

export type LabeledBox = BoundingBox & { label: string };

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/**
 * A pool of workers. Family `lognormal`: edge jitter lognormal about 4.5 % of the object, constant edge bias, misses,
 * extras, one confusion habit; one in five is a spammer, one careless. Family `drift`: whole-box shifts and scalings
 * instead of free edges, twice the misses, no bias: the order of methods must hold under both.
 */
export function makeCrowd(size: number, seed: number, family: 'lognormal' | 'drift' = 'lognormal'): SimulatedWorker[] {
  const random = seededRandom(seed * 7919 + 13);
  return Array.from({ length: size }, (_, index) => {
    const kind: Noise = index % 5 === 4 ? 'spammer' : index % 5 === 3 ? 'careless' : 'careful';
    const bias = () => (family === 'drift' ? 0 : 0.025 * normal(random));
    return {
      id: `w${String(index).padStart(2, '0')}`,
      kind,
      jitter: (kind === 'careless' ? 0.13 : 0.045) * Math.exp(0.4 * normal(random)),
      bias: [bias(), bias(), bias(), bias()],
      miss: kind === 'careless' ? 0.25 : (family === 'drift' ? 0.12 : 0.06) * (0.5 + random()),
      spurious: kind === 'careless' ? 0.6 : 0.15 * (0.5 + random()),
      confusion: kind === 'careless' ? 0.15 : 0.04,
      habit: Math.floor(random() * 3),
    };
  });
}

export interface SimulatedImage {
  width: number;
  height: number;
  truth: LabeledBox[];
}

/** What one worker draws on one image. `distractors` tempt every worker of the image alike. */
export function drawAs(
  worker: SimulatedWorker,
  image: SimulatedImage,
  distractors: readonly LabeledBox[],
  labels: readonly string[],
  random: () => number,
  family: 'lognormal' | 'drift' = 'lognormal',
): LabeledBox[] {
  if (worker.kind === 'spammer') return spam(worker, image, labels, random);
  const drawn: LabeledBox[] = [];
  for (const [index, box] of image.truth.entries()) {
    const small = Math.min(1, (Math.sqrt(box.width * box.height) / Math.min(image.width, image.height)) * 8);
    if (random() < worker.miss * (2 - small)) continue;
    const next = image.truth[index + 1];
    if (next && random() < 0.02) drawn.push(jitter(hull(box, next), worker, random, family));
    else drawn.push(jitter(box, worker, random, family));
    if (random() < 0.01) drawn.push(jitter(box, worker, random, family));
  }
  for (let extra = poisson(worker.spurious, random); extra > 0; extra--) {
    const distractor = distractors[Math.floor(random() * distractors.length)];
    drawn.push(
      distractor && random() < 0.5 ? jitter(distractor, worker, random, family) : anyBox(image, labels, random),
    );
  }
  return drawn
    .map((box) =>
      random() < worker.confusion
        ? { ...box, label: labels[confuse(labels.indexOf(box.label), worker.habit, labels.length)]! }
        : box,
    )
    .map((box) => inside(box, image))
    .filter((box) => box.width >= 2 && box.height >= 2);
}

const confuse = (label: number, habit: number, count: number) =>
  count < 2 ? label : (label + 1 + (habit % (count - 1))) % count;

function jitter(box: LabeledBox, worker: SimulatedWorker, random: () => number, family: string): LabeledBox {
  const gross = random() < 0.04 ? 4 : 1;
  const deviation = () => worker.jitter * gross * normal(random);
  if (family === 'drift') {
    const [x, y, scale] = [deviation() * box.width, deviation() * box.height, Math.exp(deviation())];
    return {
      label: box.label,
      left: box.left + x - ((scale - 1) * box.width) / 2,
      top: box.top + y - ((scale - 1) * box.height) / 2,
      width: box.width * scale,
      height: box.height * scale,
    };
  }
  const left = box.left + (worker.bias[0] + deviation()) * box.width;
  const top = box.top + (worker.bias[1] + deviation()) * box.height;
  const right = box.left + box.width + (worker.bias[2] + deviation()) * box.width;
  const bottom = box.top + box.height + (worker.bias[3] + deviation()) * box.height;
  return { label: box.label, left, top, width: right - left, height: bottom - top };
}

function spam(worker: SimulatedWorker, image: SimulatedImage, labels: readonly string[], random: () => number) {
  if (worker.habit === 0) return [0, 1, 2].map(() => anyBox(image, labels, random));
  if (worker.habit === 1)
    return [{ label: labels[0]!, left: 2, top: 2, width: image.width - 4, height: image.height - 4 }];
  const one = image.truth[Math.floor(random() * image.truth.length)];
  return one ? [inside(jitter(one, { ...worker, jitter: 0.2 }, random, 'lognormal'), image)] : [];
}

export function anyBox(image: SimulatedImage, labels: readonly string[], random: () => number): LabeledBox {
  const width = image.width * (0.04 + 0.2 * random());
  const height = image.height * (0.04 + 0.2 * random());
  return {
    label: labels[Math.floor(random() * labels.length)]!,
    left: random() * (image.width - width),
    top: random() * (image.height - height),
    width,
    height,
  };
}

function hull(a: LabeledBox, b: LabeledBox): LabeledBox {
  const left = Math.min(a.left, b.left);
  const top = Math.min(a.top, b.top);
  return {
    label: a.label,
    left,
    top,
    width: Math.max(a.left + a.width, b.left + b.width) - left,
    height: Math.max(a.top + a.height, b.top + b.height) - top,
  };
}

function inside(box: LabeledBox, image: SimulatedImage): LabeledBox {
  const left = Math.max(0, box.left);
  const top = Math.max(0, box.top);
  return {
    label: box.label,
    left,
    top,
    width: Math.min(image.width, box.left + box.width) - left,
    height: Math.min(image.height, box.top + box.height) - top,
  };
}

function poisson(mean: number, random: () => number): number {
  let count = 0;
  for (let product = random(); product > Math.exp(-mean); product *= random()) count++;
  return count;
}
