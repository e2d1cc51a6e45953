// The curves as one picture: node bench/automatic-curves/draw.ts FOLDER [SVG]. FOLDER holds what curves.ts has written.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Curve } from './curve.ts';

const [folder, svg = 'docs/images/automatic-curves.svg'] = process.argv.slice(2);
if (!folder) throw new Error('usage: draw.ts FOLDER [SVG]');
const names = (await readdir(folder)).filter((name) => /^[a-z]+-\d+\.json$/.test(name)).sort();
const curves = await Promise.all(
  names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Curve),
);
const sets = [...Map.groupBy(curves, ({ set }) => set)];

const PANEL = { width: 300, height: 230, left: 42, top: 34, right: 12, bottom: 40 };
const PALE = { automatic: '#f0c79a', random: '#a9c6e0' };
const COLOURS = { automatic: '#d9822b', random: '#2a6fb0', all: '#4b5563' };
const [LOWEST, HIGHEST] = [0.75, 1];
/** A final model is as good as one of all labels when its mAP@.5 is no more than so much lower. */
const CLOSE_ENOUGH = 0.01;
/** Bars below each panel: images of people and of the machine, batch by batch. */
const BATCHES = { height: 92, base: 66, bar: 9, step: 26, tall: 44 };
const inside = { width: PANEL.width - PANEL.left - PANEL.right, height: PANEL.height - PANEL.top - PANEL.bottom };

type Arm = 'automatic' | 'random';

interface Point {
  /** Share of all images that people labeled. */
  share: number;
  map50: number;
}

const at = ({ share, map50 }: Point): [number, number] => [
  PANEL.left + share * inside.width,
  PANEL.top + (1 - (Math.max(LOWEST, map50) - LOWEST) / (HIGHEST - LOWEST)) * inside.height,
];
const pair = (point: Point) =>
  at(point)
    .map((value) => value.toFixed(1))
    .join();
const line = (points: readonly Point[], colour: string, width: number) =>
  `<polyline fill="none" stroke="${colour}" stroke-width="${width}" points="${points.map(pair).join(' ')}"/>`;
const dots = (points: readonly Point[], colour: string, radius: number) =>
  points
    .map((point) => pair(point).split(','))
    .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}"/>`)
    .join('');
const text = (x: number, y: number, words: string, anchor = 'middle') =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const pointsOf = (curve: Curve, arm: Arm): Point[] =>
  curve.points.map((point) => ({ share: point.answers / curve.images, map50: point[arm] }));

/** The means of the seeds, point by point. */
function meansOf(own: readonly Curve[], arm: Arm): Point[] {
  const each = own.map((curve) => pointsOf(curve, arm));
  return each[0]!.map((_, index) => ({
    share: mean(each.map((points) => points[index]!.share)),
    map50: mean(each.map((points) => points[index]!.map50)),
  }));
}

function panel(name: string, own: readonly Curve[], index: number): string {
  const [{ images }] = own as [Curve];
  const all = mean(own.map((curve) => curve.all));
  const grid = [0.8, 0.85, 0.9, 0.95, 1].map((map50) => {
    const [, y] = at({ share: 0, map50 });
    return `<line x1="${PANEL.left}" x2="${PANEL.width - PANEL.right}" y1="${y}" y2="${y}" stroke="#d0d4d8"/>${text(PANEL.left - 6, y + 3, map50.toFixed(2), 'end')}`;
  });
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    text(at({ share, map50: 0 })[0], PANEL.height - PANEL.bottom + 14, `${100 * share}`),
  );
  const [[left, top], [right, bottom]] = [at({ share: 0, map50: all }), at({ share: 1, map50: all - CLOSE_ENOUGH })];
  const arms = (['random', 'automatic'] as const).flatMap((arm) => {
    const points = meansOf(own, arm);
    const whole = arm === 'random' ? [...points, { share: 1, map50: all }] : points;
    return [
      dots(
        own.flatMap((curve) => pointsOf(curve, arm)),
        PALE[arm],
        1.8,
      ),
      line(whole, COLOURS[arm], 1.6),
      dots(points, COLOURS[arm], 3.2),
    ];
  });
  return [
    `<g transform="translate(${index * PANEL.width} 24)">`,
    text(
      PANEL.left + inside.width / 2,
      22,
      `${name}: ${images} images, ${own.length > 1 ? 'seeds' : 'seed'} ${own.map(({ seed }) => seed).join(', ')}`,
    ),
    ...grid,
    ...shares,
    `<rect x="${left}" y="${top}" width="${right - left}" height="${(bottom - top).toFixed(1)}" fill="#e5e7eb"/>`,
    line(
      [0, 1].map((share) => ({ share, map50: all })),
      COLOURS.all,
      1,
    ),
    ...arms,
    text(PANEL.left + inside.width / 2, PANEL.height - 8, 'images that people labeled, %'),
    '</g>',
  ].join('\n');
}

const byMachine = ({ rounds }: Curve) => rounds.at(-1)!.machine;
/** Of the seeds, the job in which the machine labeled most. */
const mostByMachine = (own: readonly Curve[]) => own.toSorted((a, b) => byMachine(b) - byMachine(a))[0]!;

/** Who labeled how many in each batch of a job: the first images, then the rounds. */
function batches({ rounds, seed }: Curve, index: number): string {
  const bars = rounds.map(({ answers, machine }, at) => ({
    people: answers - (rounds[at - 1]?.answers ?? 0),
    machine: machine - (rounds[at - 1]?.machine ?? 0),
  }));
  const most = Math.max(...bars.flatMap(({ people, machine }) => [people, machine]));
  const bar = (x: number, count: number, colour: string) => {
    const height = (BATCHES.tall * count) / most;
    return count === 0
      ? ''
      : `<rect x="${x}" y="${(BATCHES.base - height).toFixed(1)}" width="${BATCHES.bar}" height="${height.toFixed(1)}" fill="${colour}"/>${text(x + BATCHES.bar / 2, BATCHES.base - height - 2, String(count))}`;
  };
  return [
    `<g transform="translate(${index * PANEL.width} ${24 + PANEL.height})" font-size="8">`,
    `<line x1="${PANEL.left}" x2="${PANEL.width - PANEL.right}" y1="${BATCHES.base}" y2="${BATCHES.base}" stroke="#d0d4d8"/>`,
    ...bars.map(({ people, machine }, at) => {
      const x = PANEL.left + 4 + at * BATCHES.step;
      return `${bar(x, people, COLOURS.random)}${bar(x + BATCHES.bar + 1, machine, COLOURS.automatic)}${text(x + BATCHES.bar, BATCHES.base + 10, at === 0 ? 'first' : String(at))}`;
    }),
    text(
      PANEL.left + inside.width / 2,
      BATCHES.base + 22,
      `seed ${seed}: labels of people and of the machine, batch by batch`,
    ),
    '</g>',
  ].join('\n');
}

const width = Math.max(1, sets.length) * PANEL.width;
const keys = Object.entries({
  automatic: 'automatic: people and machine',
  random: 'people, by chance',
  all: 'people, all images',
}).map(
  ([key, words], index) =>
    `<rect x="${12 + index * 190}" y="8" width="10" height="10" fill="${COLOURS[key as keyof typeof COLOURS]}"/>${text(26 + index * 190, 17, words, 'start')}`,
);
await writeFile(
  svg,
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.max(width, 580)} ${PANEL.height + 24 + BATCHES.height}" role="img" font-family="sans-serif" font-size="10">`,
    '<title>mAP@.5 on held-out images by the share of images that people labeled</title>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...keys,
    ...sets.map(([name, own], index) => panel(name, own, index)),
    ...sets.map(([, own], index) => batches(mostByMachine(own), index)),
    '</svg>',
    '',
  ].join('\n'),
);
const points = (score: number) => score.toFixed(3).replace(/^0/, '');

for (const [name, own] of sets) {
  const all = mean(own.map((curve) => curve.all));
  console.log(
    `${name}, seeds ${own.map(({ seed }) => seed).join(', ')}: all ${points(all)} (${own.map((curve) => points(curve.all)).join(', ')})`,
  );
  for (const index of own[0]!.points.keys()) {
    const at = own.map((curve) => curve.points[index]!);
    const arms = (['automatic', 'random'] as const).map((arm) => {
      const lost = own.map((curve) => curve.all - curve.points[index]![arm]);
      return `${arm} ${points(mean(at.map((point) => point[arm])))} (${at.map((point) => points(point[arm])).join(', ')}), ${mean(lost) <= CLOSE_ENOUGH ? 'as good as all' : `${mean(lost).toFixed(3)} below all`}`;
    });
    const share = mean(at.map(({ answers }, seed) => (100 * answers) / own[seed]!.images));
    console.log(
      `  ${share.toFixed(0)} % (${at.map(({ answers }) => answers).join(', ')}), machine ${at.map(({ machine }) => machine).join(', ')}: ${arms.join('; ')}`,
    );
  }
  const right = own.map(({ rounds }) => rounds.at(-1)!);
  console.log(
    `  machine's labels that are right: ${right.map((round) => `${round.right} of ${round.machine}`).join(', ')}; first after ${own.map(({ firstMachineLabel }) => firstMachineLabel ?? '-').join(', ')}`,
  );
}
