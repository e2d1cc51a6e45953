interface Bar {
  name: string;
  value: number;
  /** Under the pointer. */
  title?: string;
}

const HEIGHT = 64;
const WIDTH = 600;

/** Columns over time, oldest first. @param label what a screen reader hears instead of the picture */
export function Columns({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const step = WIDTH / Math.max(12, bars.length);
  return (
    <figure class="columns">
      <svg
        class="columns-picture"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={label}
        preserveAspectRatio="none"
      >
        {bars.map(({ name, value, title }, index) => (
          <rect
            key={name}
            x={index * step}
            width={step * 0.82}
            y={HEIGHT - (value / most) * HEIGHT}
            height={(value / most) * HEIGHT}
            rx="2"
          >
            <title>{title ?? `${name}: ${value}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption class="faint">
        <span>{bars[0]?.name}</span>
        <span>{bars.length > 1 ? bars.at(-1)!.name : ''}</span>
      </figcaption>
    </figure>
  );
}

/** How a whole is divided, one row a part, the largest first. */
export function Shares({ parts, unit }: { parts: Readonly<Record<string, number>>; unit: string }) {
  const rows = Object.entries(parts).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...rows.map(([, value]) => value));
  return (
    <ul class="shares">
      {rows.map(([name, value]) => (
        <li key={name}>
          <span>{name}</span>
          <span class="track">
            <span class="fill" style={{ width: `${(100 * value) / most}%` }} />
          </span>
          <span class="number">
            {value} <span class="faint">{unit}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
