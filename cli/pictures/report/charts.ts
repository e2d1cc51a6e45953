import { escapeXml } from '../../../shared/domain/dataset/bytes/xml.ts';

/** One line of a chart. */
export interface ChartLine {
  name: string;
  colour: string;
  points: ReadonlyArray<readonly [x: number, y: number]>;
}

export interface LineChart {
  title: string;
  xTitle: string;
  yTitle: string;
  /** Lowest and highest value shown. */
  xRange: readonly [number, number];
  yRange: readonly [number, number];
  lines: readonly ChartLine[];
}

const WIDTH = 460;
const HEIGHT = 280;
const PLOT = { left: 48, top: 34, right: 14, bottom: 46 };
const TICKS = 4;

const svg = (width: number, height: number, label: string, content: string) =>
  `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(label)}" xmlns="http://www.w3.org/2000/svg">${content}</svg>`;

const text = (x: number, y: number, content: string, attributes = '') =>
  `<text x="${x}" y="${y}" ${attributes}>${escapeXml(content)}</text>`;

const tick = (value: number) => String(Math.round(value * 100) / 100);

/** Lines over two linear axes, as inline SVG. */
export function lineChart({ title, xTitle, yTitle, xRange, yRange, lines }: LineChart): string {
  const [plotWidth, plotHeight] = [WIDTH - PLOT.left - PLOT.right, HEIGHT - PLOT.top - PLOT.bottom];
  const x = (value: number) => PLOT.left + ((value - xRange[0]) / (xRange[1] - xRange[0] || 1)) * plotWidth;
  const y = (value: number) => PLOT.top + (1 - (value - yRange[0]) / (yRange[1] - yRange[0] || 1)) * plotHeight;
  const grid = Array.from({ length: TICKS + 1 }, (_, index) => {
    const [xValue, yValue] = [xRange, yRange].map(([low, high]) => low + ((high - low) * index) / TICKS) as [
      number,
      number,
    ];
    return (
      `<line x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${y(yValue)}" y2="${y(yValue)}" class="grid"/>` +
      text(PLOT.left - 6, y(yValue) + 4, tick(yValue), 'text-anchor="end"') +
      text(x(xValue), HEIGHT - PLOT.bottom + 16, tick(xValue), 'text-anchor="middle"')
    );
  });
  const drawn = lines.map(({ colour, points }) => {
    const path = points.map(
      ([px, py], index) => `${index ? 'L' : 'M'}${x(px).toFixed(1)} ${y(Math.min(py, yRange[1])).toFixed(1)}`,
    );
    return `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="2"/>`;
  });
  let legendX = PLOT.left;
  const legend = lines.map(({ name, colour }) => {
    const item = `<rect x="${legendX}" y="20" width="10" height="4" fill="${colour}"/>${text(legendX + 14, 26, name)}`;
    legendX += 26 + name.length * 7;
    return item;
  });
  return svg(
    WIDTH,
    HEIGHT,
    title,
    text(PLOT.left, 12, title, 'class="title"') +
      legend.join('') +
      grid.join('') +
      drawn.join('') +
      text(PLOT.left + plotWidth / 2, HEIGHT - 8, xTitle, 'text-anchor="middle"') +
      `<g transform="translate(12 ${PLOT.top + plotHeight / 2}) rotate(-90)">${text(0, 0, yTitle, 'text-anchor="middle"')}</g>`,
  );
}

const ROW = 26;
const NAME_WIDTH = 120;

/** Horizontal bars with their values, as inline SVG. */
export function barChart(
  title: string,
  bars: ReadonlyArray<{ name: string; value: number; label: string; colour: string }>,
): string {
  const highest = Math.max(...bars.map(({ value }) => value), 1e-9);
  const barWidth = WIDTH - NAME_WIDTH - 80;
  const rows = bars.map(({ name, value, label, colour }, index) => {
    const y = 24 + index * ROW;
    const width = Math.max(1, (value / highest) * barWidth);
    return (
      text(NAME_WIDTH - 8, y + 14, name, 'text-anchor="end"') +
      `<rect x="${NAME_WIDTH}" y="${y + 3}" width="${width.toFixed(1)}" height="${ROW - 10}" rx="3" fill="${colour}"/>` +
      text(NAME_WIDTH + width + 6, y + 14, label)
    );
  });
  return svg(WIDTH, 24 + bars.length * ROW + 8, title, text(0, 12, title, 'class="title"') + rows.join(''));
}

/** A difference with its interval on an axis through zero, as inline SVG. */
export function intervalChart(title: string, { mean, low, high }: { mean: number; low: number; high: number }): string {
  const reach = Math.max(Math.abs(low), Math.abs(high), 0.05) * 1.15;
  const x = (value: number) => WIDTH / 2 + (value / reach) * (WIDTH / 2 - 30);
  const signed = (value: number) => `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(3)}`;
  return svg(
    WIDTH,
    92,
    title,
    text(0, 12, title, 'class="title"') +
      `<line x1="20" x2="${WIDTH - 20}" y1="52" y2="52" class="grid"/>` +
      `<line x1="${x(0)}" x2="${x(0)}" y1="30" y2="68" stroke="currentColor" stroke-dasharray="3 3"/>` +
      text(x(0), 84, 'no difference', 'text-anchor="middle"') +
      `<line x1="${x(low)}" x2="${x(high)}" y1="52" y2="52" stroke="#4cc9ff" stroke-width="6" stroke-linecap="round"/>` +
      `<circle cx="${x(mean)}" cy="52" r="6" fill="#ffb000"/>` +
      text(x(low), 40, signed(low), 'text-anchor="middle"') +
      text(x(high), 40, signed(high), 'text-anchor="middle"'),
  );
}
