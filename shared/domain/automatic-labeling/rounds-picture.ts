import type { AutomaticSummary } from '../../contracts/automatic-labeling.ts';

const HEIGHT = 220;
const BASE = 180;
const TOP = 40;
const LEFT = 44;
const STEP = 46;
const BAR = 16;
const COLOURS = { people: '#2a6fb0', machine: '#d9822b' };

/** Images labeled in a round: those of people before its model's labels, and the machine's. */
interface Bar {
  name: string;
  people: number;
  machine: number;
}

function barsOf({ firstImages, rounds }: AutomaticSummary): Bar[] {
  return [
    { name: 'first', people: firstImages, machine: 0 },
    ...rounds.map(({ round, people, machine }) => ({
      name: String(round + 1),
      people: people.chosen + people.byChance + people.probed + people.hidden,
      machine,
    })),
  ];
}

/** A round, rather large step of 1, 2 or 5 times a power of ten, so that four of them reach the top. */
function gridStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 4)));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => 4 * step >= most)!;
}

const text = (x: number, y: number, words: string, anchor = 'middle') =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;

/** Images labeled by people and by the machine, batch by batch, as an SVG document of its own. */
export function roundsPicture(summary: AutomaticSummary): string {
  const bars = barsOf(summary);
  const step = gridStep(Math.max(...bars.flatMap(({ people, machine }) => [people, machine])));
  const scale = (BASE - TOP) / (4 * step);
  const width = LEFT + bars.length * STEP + 12;
  const column = (x: number, count: number, who: keyof typeof COLOURS) =>
    count === 0
      ? ''
      : `<rect x="${x}" y="${(BASE - count * scale).toFixed(1)}" width="${BAR}" height="${(count * scale).toFixed(1)}" fill="${COLOURS[who]}"/>${text(x + BAR / 2, BASE - count * scale - 3, String(count))}`;
  const grid = [0, 1, 2, 3, 4].map((line) => {
    const y = BASE - line * step * scale;
    return `<line x1="${LEFT}" x2="${width - 8}" y1="${y}" y2="${y}" stroke="#d0d4d8"/>${text(LEFT - 6, y + 3, String(line * step), 'end')}`;
  });
  const columns = bars.map(({ name, people, machine }, index) => {
    const x = LEFT + index * STEP + 6;
    return `${column(x, people, 'people')}${column(x + BAR + 2, machine, 'machine')}${text(x + BAR + 1, BASE + 14, name)}`;
  });
  const key = (x: number, who: keyof typeof COLOURS, words: string) =>
    `<rect x="${x}" y="8" width="10" height="10" fill="${COLOURS[who]}"/>${text(x + 14, 17, words, 'start')}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.max(width, 300)} ${HEIGHT}" role="img" font-family="sans-serif" font-size="10">`,
    `<title>Images labeled by people (${summary.people}) and by the machine (${summary.machine}), batch by batch</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    key(LEFT, 'people', `people ${summary.people}`),
    key(LEFT + 110, 'machine', `machine ${summary.machine}`),
    ...grid,
    ...columns,
    text(LEFT + (width - LEFT) / 2, HEIGHT - 8, 'round'),
    '</svg>',
    '',
  ].join('\n');
}
