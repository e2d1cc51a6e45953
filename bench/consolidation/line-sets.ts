import { emptyBoxState } from '../../shared/domain/consolidation/box-workers.ts';
import {
  consolidateLines,
  type LabeledPolyline,
  type LineObject,
} from '../../shared/domain/consolidation/drawn/polylines.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import type { Point } from '../../shared/domain/shapes/point.ts';
import { linesApart } from '../../shared/domain/shapes/polyline.ts';

const LABELS = ['lane', 'kerb'];
const SIZE = { width: 640, height: 480 };
const IMAGES = 20;
/** Pixels, on the mean, within which a line is the right one. */
const NEAR = 6;

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

interface Worker {
  /** Standard deviation of a vertex, pixels. */
  spread: number;
  missed: number;
  spurious: number;
}

/**
 * Lines of simulated crowds (lanes that run side by side, from either end, with vertices of the worker's own choice):
 * mean distance from the truth and F1; ours beside each worker and beside the line of the worker who agrees best with
 * the others.
 */
export function lineTable(draws = 5): string[] {
  const lines = ['', `lines: ${IMAGES} images, ${draws} draws; mean distance in pixels / F1 at ${NEAR} pixels`];
  for (const corners of [0, 3])
    for (const count of [3, 5]) {
      const names = [
        ...Array.from({ length: count }, (_, at) => `worker ${at + 1}`),
        'the one who agrees best',
        'labelloop',
      ];
      const sums = names.map(() => ({ apart: 0, f1: 0 }));
      let wins = 0;
      for (let draw = 0; draw < draws; draw++) {
        const scores = judge(draw * 97 + count + corners, count, corners);
        for (const [at, { apart, f1 }] of scores.entries()) {
          sums[at]!.apart += apart / draws;
          sums[at]!.f1 += f1 / draws;
        }
        const ours = scores.at(-1)!;
        if (scores.slice(0, -1).every(({ apart, f1 }) => ours.apart < apart && ours.f1 >= f1)) wins += 1;
      }
      lines.push(
        `${count} workers, ${corners === 0 ? 'straight lines (crowd-line)' : 'lines of up to 5 vertices (crowd-polyline)'}: better than all in ${wins} of ${draws}`,
        ...names.map(
          (name, at) => `  ${name.padEnd(24)} ${sums[at]!.apart.toFixed(2)}   ${(100 * sums[at]!.f1).toFixed(1)}`,
        ),
      );
    }
  return lines;
}

function judge(seed: number, count: number, corners: number) {
  const random = seededRandom(seed);
  const workers = Array.from({ length: count }, (_, at): Worker => {
    const isCareless = at === count - 1;
    return {
      spread: isCareless ? 7 : 2.5 + random(),
      missed: isCareless ? 0.2 : 0.06,
      spurious: isCareless ? 0.5 : 0.1,
    };
  });
  const truth = Array.from({ length: IMAGES }, () => drawLines(random, corners));
  const objects = truth.map(
    (lines, at): LineObject => ({
      objectId: String(at),
      size: SIZE,
      answers: workers.map((worker, id) => ({ workerId: `w${id}`, lines: drawAs(worker, lines, random, corners) })),
    }),
  );
  const found = consolidateLines(objects, LABELS, emptyBoxState()).objects.map(({ lines }) =>
    lines.filter(({ confidence }) => confidence >= 0.5),
  );
  const own = workers.map((_, at) => objects.map(({ answers }) => answers[at]!.lines));
  const agreeing = objects.map(({ answers }) => {
    const agreement = answers.map(({ lines }) =>
      answers.reduce((sum, other) => sum + score([other.lines], [lines]).f1, 0),
    );
    return answers[agreement.indexOf(Math.max(...agreement))]!.lines;
  });
  return [...own, agreeing, found].map((given) => score(truth, given));
}

/** Two to four lines side by side, from the lower edge to the horizon. */
function drawLines(random: () => number, corners: number): LabeledPolyline[] {
  const count = 2 + Math.floor(random() * 3);
  return Array.from({ length: count }, (_, at) => {
    const [x, lean] = [80 + (480 * (at + 0.5)) / count + 20 * random(), 120 * (random() - 0.5)];
    const inner = Array.from({ length: corners === 0 ? 0 : 1 + Math.floor(random() * corners) }, () => random()).sort();
    const vertices = [0, ...inner, 1].map((share) => ({
      x: x + lean * share + (share > 0 && share < 1 ? 16 * normal(random) : 0),
      y: 460 - 360 * share,
    }));
    return { label: LABELS[Math.floor(random() * 2)]!, vertices };
  });
}

const within = ({ x, y }: Point): Point => ({
  x: Math.min(SIZE.width, Math.max(0, Math.round(x))),
  y: Math.min(SIZE.height, Math.max(0, Math.round(y))),
});

function drawAs(
  { spread, missed, spurious }: Worker,
  lines: readonly LabeledPolyline[],
  random: () => number,
  corners: number,
) {
  const drawn = lines.flatMap(({ label, vertices }): LabeledPolyline[] => {
    if (random() < missed) return [];
    const own = vertices.flatMap((vertex, at) => {
      const next = vertices[at + 1];
      const share = random();
      // A further vertex somewhere on the way, as people set them.
      const more =
        corners > 0 && next && random() < 0.4
          ? [{ x: vertex.x + (next.x - vertex.x) * share, y: vertex.y + (next.y - vertex.y) * share }]
          : [];
      return [vertex, ...more];
    });
    const jittered = own.map(({ x, y }) => within({ x: x + spread * normal(random), y: y + spread * normal(random) }));
    return [{ label, vertices: random() < 0.5 ? jittered : jittered.reverse() }];
  });
  if (random() >= spurious) return drawn;
  const at = () => within({ x: SIZE.width * random(), y: SIZE.height * random() });
  return [...drawn, { label: LABELS[0]!, vertices: [at(), at()] }];
}

/** Mean distance of the lines that were found, and F1. */
function score(truth: readonly LabeledPolyline[][], given: readonly LabeledPolyline[][]) {
  let [apart, right, wanted, count] = [0, 0, 0, 0];
  for (const [at, lines] of truth.entries()) {
    const left = new Set(given[at]!);
    wanted += lines.length;
    count += left.size;
    for (const { label, vertices } of lines) {
      const near = [...left]
        .filter((one) => one.label === label)
        .map((one) => ({ one, away: linesApart(one.vertices, vertices) }))
        .sort((a, b) => a.away - b.away)[0];
      if (!near || near.away > NEAR) continue;
      left.delete(near.one);
      apart += near.away;
      right += 1;
    }
  }
  return { apart: apart / Math.max(1, right), f1: count + wanted > 0 ? (2 * right) / (count + wanted) : 1 };
}
