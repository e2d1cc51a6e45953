import { useId } from 'preact/hooks';

interface Line {
  name: string;
  points: ReadonlyArray<{ x: number; y: number }>;
  /** One of the ten hues that classes have too. */
  hue: number;
}

interface Props {
  title: string;
  /** The newest value, where there is one line. */
  newest?: string;
  lines: readonly Line[];
  /** Ends of the axes; y grows upwards. */
  x: [from: number, to: number];
  y: [from: number, to: number];
  nameX(value: number): string;
  nameY(value: number): string;
  /** What the picture says, for who does not see it. */
  said: string;
}

const WIDTH = 360;
const HEIGHT = 190;
const LEFT = 42;
const BOTTOM = 22;
const TOP = 8;
/** Half of the last tick's name stands beyond the axis. */
const RIGHT = 26;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Lines over two axes. */
export function LineChart({ title, newest, lines, x, y, nameX, nameY, said }: Props) {
  const id = useId();
  const across = (value: number) => LEFT + ((value - x[0]) / (x[1] - x[0] || 1)) * (WIDTH - LEFT - RIGHT);
  const up = (value: number) => HEIGHT - BOTTOM - ((value - y[0]) / (y[1] - y[0] || 1)) * (HEIGHT - TOP - BOTTOM);
  const along = ([from, to]: [number, number], share: number) => from + share * (to - from);
  return (
    <figure class="line-chart">
      <figcaption id={id}>
        {title} {newest && <b>{newest}</b>}
      </figcaption>
      <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
        {TICKS.map((share) => {
          const value = along(y, share);
          return (
            <g key={share}>
              <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={up(value)} y2={up(value)} />
              <text x={LEFT - 6} y={up(value)} class="tick left">
                {nameY(value)}
              </text>
            </g>
          );
        })}
        {[0, 0.5, 1].map((share) => (
          <text key={share} x={across(along(x, share))} y={HEIGHT - 6} class="tick">
            {nameX(along(x, share))}
          </text>
        ))}
        {lines.map(({ name, points, hue }) => (
          <g key={name} class={`drawn hue-${hue}`}>
            <title>{name}</title>
            {points.length > 1 && (
              <polyline points={points.map((at) => `${across(at.x).toFixed(1)},${up(at.y).toFixed(1)}`).join(' ')} />
            )}
            {points.length > 0 && <circle cx={across(points.at(-1)!.x)} cy={up(points.at(-1)!.y)} r="3" />}
          </g>
        ))}
      </svg>
    </figure>
  );
}
