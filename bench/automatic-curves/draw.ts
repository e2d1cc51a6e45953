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
const COLOURS = { automatic: '#d9822b', random: '#2a6fb0', all: '#4b5563' };
const [LOWEST, HIGHEST] = [0.3, 1];
/** A final model is as good as one of all labels when its mAP@.5 is no more than so much lower. */
const CLOSE_ENOUGH = 0.01;
/** Bars below each panel: images of people and of the machine, batch by batch, of the first seed. */
const BATCHES = { height: 92, base: 66, bar: 9, step: 26, tall: 44 };
const inside = { width: PANEL.width - PANEL.left - PANEL.right, height: PANEL.height - PANEL.top - PANEL.bottom };

interface Point {
  /** Share of all images that people labeled. */
  share: number;
  map50: number;
}

const at = ({ share, map50 }: Point) => [
  PANEL.left + share * inside.width,
  PANEL.top + (1 - (Math.max(LOWEST, map50) - LOWEST) / (HIGHEST - LOWEST)) * inside.height,
];
const line = (points: readonly Point[], colour: string, width: number) =>
  `<polyline fill="none" stroke="${colour}" stroke-width="${width}" points="${points
    .map((point) =>
      at(point)
        .map((value) => value.toFixed(1))
        .join(),
    )
    .join(' ')}"/>`;
const dots = (points: readonly Point[], colour: string) =>
  points
    .map((point) => at(point))
    .map(([x, y]) => `<circle cx="${x!.toFixed(1)}" cy="${y!.toFixed(1)}" r="2.5" fill="${colour}"/>`)
    .join('');
const text = (x: number, y: number, words: string, anchor = 'middle') =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function panel(name: string, own: readonly Curve[], index: number): string {
  const [{ images }] = own as [Curve];
  const shareOf = ({ answers, map50 }: { answers: number; map50: number }) => ({ share: answers / images, map50 });
  const all = mean(own.map((curve) => curve.all));
  const grid = [0.4, 0.6, 0.8, 1].map((map50) => {
    const [, y] = at({ share: 0, map50 });
    return `<line x1="${PANEL.left}" x2="${PANEL.width - PANEL.right}" y1="${y}" y2="${y}" stroke="#d0d4d8"/>${text(PANEL.left - 6, y! + 3, map50.toFixed(1), 'end')}`;
  });
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    text(at({ share, map50: 0 })[0]!, PANEL.height - PANEL.bottom + 14, `${100 * share}`),
  );
  const drawn = own.flatMap(({ automatic, random }) => [
    line(random.map(shareOf), COLOURS.random, 1.2),
    dots(random.map(shareOf), COLOURS.random),
    line(automatic.map(shareOf), COLOURS.automatic, 1.6),
    dots(automatic.map(shareOf), COLOURS.automatic),
  ]);
  return [
    `<g transform="translate(${index * PANEL.width} 24)">`,
    text(
      PANEL.left + inside.width / 2,
      22,
      `${name}: ${images} images, ${own.length} seed${own.length > 1 ? 's' : ''}`,
    ),
    ...grid,
    ...shares,
    line(
      [0, 1].map((share) => ({ share, map50: all })),
      COLOURS.all,
      1,
    ),
    ...drawn,
    text(PANEL.left + inside.width / 2, PANEL.height - 8, 'images that people labeled, %'),
    '</g>',
  ].join('\n');
}

/** Who labeled how many in each batch of a job: the first images, then the rounds. */
function batches({ automatic }: Curve, index: number): string {
  const bars = automatic.map(({ answers, machine }, at) => ({
    people: answers - (automatic[at - 1]?.answers ?? 0),
    machine: machine - (automatic[at - 1]?.machine ?? 0),
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
      'one job: labels of people and of the machine, batch by batch',
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
    `<rect x="${12 + index * 175}" y="8" width="10" height="10" fill="${COLOURS[key as keyof typeof COLOURS]}"/>${text(26 + index * 175, 17, words, 'start')}`,
);
await writeFile(
  svg,
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.max(width, 500)} ${PANEL.height + 24 + BATCHES.height}" role="img" font-family="sans-serif" font-size="10">`,
    '<title>mAP@.5 on held-out images by the share of images that people labeled</title>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...keys,
    ...sets.map(([name, own], index) => panel(name, own, index)),
    ...sets.map(([, own], index) => batches(own[0]!, index)),
    '</svg>',
    '',
  ].join('\n'),
);
/** What a curve says after so many answers, between its points as on a line. */
function valueAt(points: ReadonlyArray<{ answers: number; map50: number }>, answers: number): number | undefined {
  const next = points.findIndex((point) => point.answers >= answers);
  if (next < 0 || points[0]!.answers > answers) return undefined;
  const [before, after] = [points[Math.max(0, next - 1)]!, points[next]!];
  const share = next === 0 ? 1 : (answers - before.answers) / (after.answers - before.answers);
  return before.map50 + share * (after.map50 - before.map50);
}

const percent = (answers: number, images: number) => `${((100 * answers) / images).toFixed(0)} %`;

for (const [name, own] of sets) {
  const [{ images }] = own as [Curve];
  const all = mean(own.map((curve) => curve.all));
  const meanAt = (answers: number, arm: 'automatic' | 'random') => {
    const values = own.flatMap((curve) => valueAt(curve[arm], answers) ?? []);
    return values.length === own.length ? mean(values) : undefined;
  };
  const enoughOf = (arm: 'automatic' | 'random') =>
    Array.from({ length: images }, (_, index) => index + 1).find(
      (answers) => (meanAt(answers, arm) ?? 0) >= all - CLOSE_ENOUGH,
    );
  const enough = enoughOf('automatic');
  const each = own.map((curve) => curve.automatic.find(({ map50 }) => map50 >= curve.all - CLOSE_ENOUGH)?.answers);
  const byChance = enoughOf('random');
  const machine = own.map(
    (curve) => `${curve.machine} (${curve.right} right) from ${curve.firstMachineLabel ?? '-'} on`,
  );
  console.log(
    [
      `${name}: ${own.length} seeds, all ${all.toFixed(3)} (${own.map((curve) => curve.all.toFixed(3)).join(', ')})`,
      `automatic within ${CLOSE_ENOUGH} of it after ${enough === undefined ? 'never' : percent(enough, images)} (each seed: ${each.map((answers) => (answers === undefined ? 'never' : percent(answers, images))).join(', ')})`,
      enough === undefined ? '' : `random after as many ${meanAt(enough, 'random')?.toFixed(3)}`,
      `random within it after ${byChance === undefined ? 'never' : percent(byChance, images)}`,
      `machine ${machine.join(', ')}`,
    ].join('; '),
  );
}
