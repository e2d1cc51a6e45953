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

const width = Math.max(1, sets.length) * PANEL.width;
const keys = Object.entries({
  automatic: 'automatic: people and machine',
  random: 'people, by chance',
  all: 'people, all images',
}).map(
  ([key, words], index) =>
    `<rect x="${12 + index * 150}" y="8" width="10" height="10" fill="${COLOURS[key as keyof typeof COLOURS]}"/>${text(26 + index * 150, 17, words, 'start')}`,
);
await writeFile(
  svg,
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.max(width, 470)} ${PANEL.height + 24}" role="img" font-family="sans-serif" font-size="10">`,
    '<title>mAP@.5 on held-out images by the share of images that people labeled</title>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...keys,
    ...sets.map(([name, own], index) => panel(name, own, index)),
    '</svg>',
    '',
  ].join('\n'),
);
for (const [name, own] of sets) {
  const [{ images }] = own as [Curve];
  const all = mean(own.map((curve) => curve.all));
  const enough = own.map(({ automatic, all: whole }) => automatic.find(({ map50 }) => map50 >= whole - 0.01)?.answers);
  console.log(
    `${name}: all ${all.toFixed(3)}; automatic within .01 after ${enough.map((answers) => (answers === undefined ? 'never' : `${((100 * answers) / images).toFixed(0)} %`)).join(', ')}`,
  );
}
