import type { ModelReport } from '../../shared/contracts/model-report.ts';
import { metricName } from '../../shared/domain/models/metrics.ts';

const WIDTH = 320;
const HEIGHT = 170;
const LEFT = 34;
const BOTTOM = 22;
const TOP = 10;

/** The score of each judged model over time; filled dots were deployed. */
export function ScoreChart({ models }: { models: readonly ModelReport[] }) {
  const ordered = models.toReversed();
  const step = (WIDTH - LEFT - 24) / Math.max(1, ordered.length - 1);
  const x = (index: number) => LEFT + 8 + index * step;
  const y = (score: number) => TOP + (1 - score) * (HEIGHT - TOP - BOTTOM);
  const points = ordered.map(({ score }, index) => `${x(index).toFixed(1)},${y(score).toFixed(1)}`);
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${metricName(models[0]!.metric)} by model; the table has the figures`}
    >
      {[0, 0.25, 0.5, 0.75, 1].map((score) => (
        <g key={score}>
          <line class="grid" x1={LEFT} x2={WIDTH - 8} y1={y(score)} y2={y(score)} />
          <text x={LEFT - 6} y={y(score)} class="tick left">
            {score}
          </text>
        </g>
      ))}
      <polyline class="line" points={points.join(' ')} />
      {ordered.map(({ modelName, score, decision, datasetVersion }, index) => (
        <g key={modelName}>
          <circle class={`dot ${decision}`} cx={x(index)} cy={y(score)} r="5">
            <title>{`${modelName}: ${score.toFixed(3)}, ${decision}`}</title>
          </circle>
          <text x={x(index)} y={HEIGHT - 6} class="tick">
            v{datasetVersion}
          </text>
        </g>
      ))}
    </svg>
  );
}
