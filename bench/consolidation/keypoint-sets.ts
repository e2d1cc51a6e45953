import { emptyBoxState } from '../../shared/domain/consolidation/box-workers.ts';
import {
  consolidateKeypoints,
  type KeypointObject,
  type LabeledPoint,
} from '../../shared/domain/consolidation/drawn/keypoints.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';

const LABELS = ['nose', 'left eye', 'right eye', 'left ear', 'right ear', 'left hand', 'right hand'];
const OFFSETS = [
  [0, 0],
  [-8, -9],
  [8, -9],
  [-17, -4],
  [17, -4],
  [-45, 80],
  [45, 80],
] as const;
const SIZE = { width: 640, height: 480 };
const IMAGES = 50;

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

interface Worker {
  id: string;
  /** Standard deviation of a coordinate, pixels. */
  spread: number;
  /** Pixels that they always err by. */
  bias: readonly [number, number];
  missed: number;
  /** Share of points that are set somewhere else. */
  careless: number;
}

interface Crowd {
  name: string;
  workers(random: () => number): Worker[];
}

const worker = (id: number, random: () => number, changes: Partial<Worker> = {}): Worker => ({
  id: `w${id}`,
  spread: 3 * Math.exp(0.3 * normal(random)),
  bias: [0.8 * normal(random), 0.8 * normal(random)],
  missed: 0.05,
  careless: 0.01,
  ...changes,
});
const crowdOf =
  (count: number, odd: Partial<Worker> = {}) =>
  (random: () => number) =>
    Array.from({ length: count }, (_, at) => worker(at, random, at === count - 1 ? odd : {}));

const CROWDS: Crowd[] = [
  { name: '3 workers', workers: crowdOf(3) },
  { name: '5 workers', workers: crowdOf(5) },
  { name: '9 workers', workers: crowdOf(9) },
  { name: '5, one careless (a third of the points anywhere)', workers: crowdOf(5, { careless: 1 / 3 }) },
  { name: '5, one of three times the spread', workers: crowdOf(5, { spread: 9 }) },
];

const METHODS = [
  'a worker, mean',
  'the best worker',
  'mean of the points',
  'median of the points',
  'labelloop',
] as const;

/**
 * Key points of simulated crowds on one person an image: mean distance from the truth in pixels, and F1 of the points
 * that are within 10 pixels; ours beside single workers, means and medians. Last, whether the careless worker of five
 * is the one with the most points that nobody confirms.
 */
export function keypointTable(draws = 10): string[] {
  const lines = [
    '',
    `key points: ${IMAGES} images of ${LABELS.length} points, ${draws} draws; mean error in pixels / F1 at 10 pixels`,
  ];
  for (const crowd of CROWDS) {
    const sums = METHODS.map(() => ({ error: 0, f1: 0 }));
    let found = 0;
    for (let draw = 0; draw < draws; draw++) {
      const scene = drawScene(crowd, seededRandom(draw * 101 + 7));
      const { scores, oddest } = judge(scene);
      for (const [at, { error, f1 }] of scores.entries()) {
        sums[at]!.error += error / draws;
        sums[at]!.f1 += f1 / draws;
      }
      if (oddest === scene.workers.at(-1)!.id) found += 1;
    }
    const [alone, , , , ours] = sums;
    const ratio = (ours!.error / alone!.error).toFixed(2);
    const count = CROWDS.indexOf(crowd) < 3 ? `, 1/sqrt(n) = ${(1 / Math.sqrt(Number(crowd.name[0]))).toFixed(2)}` : '';
    lines.push(
      `${crowd.name}: ours / a worker ${ratio}${count}${crowd.name.includes('careless') ? `; the careless one found in ${found} of ${draws}` : ''}`,
      ...METHODS.map(
        (name, at) => `  ${name.padEnd(24)} ${sums[at]!.error.toFixed(2)}   ${(100 * sums[at]!.f1).toFixed(1)}`,
      ),
    );
  }
  return lines;
}

interface Scene {
  workers: Worker[];
  truth: LabeledPoint[][];
  objects: KeypointObject[];
}

function drawScene({ workers: make }: Crowd, random: () => number): Scene {
  const workers = make(random);
  const truth = Array.from({ length: IMAGES }, () => {
    const [x, y] = [80 + 480 * random(), 60 + 280 * random()];
    return OFFSETS.map(([dx, dy], at) => ({ label: LABELS[at]!, x: x + dx, y: y + dy }));
  });
  const objects = truth.map((points, at) => ({
    objectId: String(at),
    size: SIZE,
    answers: workers.map((one) => ({
      workerId: one.id,
      keypoints: points.flatMap((point) => setAs(one, point, random)),
    })),
  }));
  return { workers, truth, objects };
}

function setAs({ spread, bias, missed, careless }: Worker, { label, x, y }: LabeledPoint, random: () => number) {
  if (random() < missed) return [];
  if (random() < careless) return [{ label, x: SIZE.width * random(), y: SIZE.height * random() }];
  const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  return [
    {
      label,
      x: within(x + bias[0] + spread * normal(random), SIZE.width),
      y: within(y + bias[1] + spread * normal(random), SIZE.height),
    },
  ];
}

type Points = ReadonlyArray<{ label: string; x: number; y: number }>;

function judge({ workers, truth, objects }: Scene) {
  const { objects: found, contribution } = consolidateKeypoints(objects, LABELS, emptyBoxState());
  const alone = workers.map((_, at) =>
    score(
      truth,
      objects.map(({ answers }) => answers[at]!.keypoints),
    ),
  );
  const byLabel = (middle: (values: number[]) => number) =>
    objects.map(({ answers }) =>
      LABELS.flatMap((label) => {
        const own = answers.flatMap(({ keypoints }) => keypoints.filter((point) => point.label === label));
        if (own.length <= answers.length / 2) return [];
        return [{ label, x: middle(own.map(({ x }) => x)), y: middle(own.map(({ y }) => y)) }];
      }),
    );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const median = (values: number[]) => {
    const sorted = values.sort((a, b) => a - b);
    return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  };
  const agreed = found.map(({ keypoints }) => keypoints.filter(({ confidence }) => confidence >= 0.5));
  const spurious = Object.entries(contribution.workers).sort(([, a], [, b]) => b.spurious - a.spurious);
  return {
    scores: [
      { error: mean(alone.map(({ error }) => error)), f1: mean(alone.map(({ f1 }) => f1)) },
      alone.reduce((best, one) => (one.error < best.error ? one : best)),
      score(truth, byLabel(mean)),
      score(truth, byLabel(median)),
      score(truth, agreed),
    ],
    oddest: spurious[0]?.[0],
  };
}

const NEAR = 10;

/** Mean distance of the points that were given, and F1 of those that are near. */
function score(truth: readonly Points[], given: readonly Points[]) {
  let [distance, count, right, wanted] = [0, 0, 0, 0];
  for (const [at, points] of truth.entries()) {
    wanted += points.length;
    for (const point of given[at]!) {
      const own = points.find(({ label }) => label === point.label)!;
      const apart = Math.hypot(point.x - own.x, point.y - own.y);
      distance += apart;
      count += 1;
      if (apart <= NEAR) right += 1;
    }
  }
  return { error: distance / count, f1: (2 * right) / (count + wanted) };
}
