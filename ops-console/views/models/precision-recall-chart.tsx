import type { PrecisionRecall } from '../../../shared/contracts/model-report.ts';
import { LineChart } from './line-chart.tsx';

const HUES = 10;
/** A person tells no more lines apart. */
const SHOWN = 8;

/** Precision by recall, a line for each label; those with the most objects. */
export function PrecisionRecallChart({
  curves,
  labels,
}: {
  curves: readonly PrecisionRecall[];
  labels: readonly string[];
}) {
  if (curves.length === 0) return null;
  const shown = curves.toSorted((a, b) => b.truth - a.truth).slice(0, SHOWN);
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  const end = ({ label, points }: PrecisionRecall) =>
    `${label}: finds ${percent(points.at(-1)?.recall ?? 0)} at a precision of ${percent(points.at(-1)?.precision ?? 0)}`;
  return (
    <div>
      <LineChart
        title="precision (up) by recall (right), IoU .5"
        lines={shown.map(({ label, points }) => ({
          name: label,
          points: points.map(({ recall, precision }) => ({ x: recall, y: precision })),
          hue: Math.max(0, labels.indexOf(label)) % HUES,
        }))}
        x={[0, 1]}
        y={[0, 1]}
        nameX={percent}
        nameY={percent}
        said={shown.map(end).join('; ')}
      />
      <p class="keys">
        {shown.map(({ label }) => (
          <span key={label} class={`key hue-${Math.max(0, labels.indexOf(label)) % HUES}`}>
            <span class="name">{label}</span>
          </span>
        ))}
      </p>
    </div>
  );
}
