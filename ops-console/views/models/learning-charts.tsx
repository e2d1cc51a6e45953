import type { TrainingCurves } from '../../../shared/contracts/model-report.ts';
import { metricName } from '../../../shared/domain/models/metrics.ts';
import { fetchTrainingCurves } from '../../console-client.ts';
import { duration } from '../duration.ts';
import { useBeat } from '../use-beat.ts';
import { useLoaded } from '../use-loaded.ts';
import { LineChart } from './line-chart.tsx';

const WATCHED_MS = 2000;

interface Props {
  project: string;
  /** The training to show; undefined: the newest of the project, while it runs. */
  jobName: string | undefined;
  /** What stands above. */
  heading: string;
}

/** How a training goes, or went: each figure that its program printed, over time. */
export function LearningCharts({ project, jobName, heading }: Props) {
  const beat = useBeat(jobName === undefined ? WATCHED_MS : undefined);
  const training = useLoaded(() => fetchTrainingCurves(project, jobName), [project, jobName, beat]);
  if (!training) return null;
  const { curves, status } = training;
  // What was printed once is a figure and no curve.
  const [once, lasting] = [curves.filter(isOnce), curves.filter((curve) => !isOnce(curve))];
  return (
    <section aria-label={heading}>
      <h2>
        {heading} <span class="faint">{training.jobName}</span>{' '}
        {status === 'InProgress' && <span class="mark running">now</span>}
      </h2>
      {curves.length === 0 && <p class="faint">It has printed no figure {status === 'InProgress' ? 'yet' : ''}.</p>}
      <div class="learned">
        <div class="charts">
          {lasting.map((curve, index) => (
            <Curve key={curve.metric} curve={curve} hue={index} />
          ))}
        </div>
        {once.length > 0 && (
          <dl class="figures once">
            {once.map(({ metric, points }) => (
              <div key={metric}>
                <dt>{nameOf(metric)}</dt>
                <dd>{points[0]!.value.toFixed(3)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </section>
  );
}

type LearningCurve = TrainingCurves['curves'][number];
const isOnce = ({ points }: LearningCurve) => points.length === 1;

function nameOf(metric: string): string {
  const [, side = '', figure = metric] = /^(train|validation):(.*)$/.exec(metric) ?? [];
  return `${side === 'train' ? 'training' : side} ${metricName(figure)}`.trim();
}

function Curve({ curve: { metric, points }, hue }: { curve: LearningCurve; hue: number }) {
  const values = points.map(({ value }) => value);
  const isShare = /^validation:/.test(metric) && values.every((value) => value >= 0 && value <= 1);
  const top = isShare ? 1 : Math.max(...values, 0.001);
  const last = points.at(-1)!;
  const name = nameOf(metric);
  const lowest = Math.min(...values);
  // What was printed within a second, or read from a log at once, stands in the order in which it came.
  const isTimed = points.length < 2 || last.seconds - points[0]!.seconds >= 1;
  const across = points.map(({ seconds, value }, place) => ({ x: isTimed ? seconds : place, y: value }));
  return (
    <LineChart
      title={name}
      newest={last.value.toFixed(3)}
      lines={[{ name, points: across, hue }]}
      x={[0, Math.max(across.at(-1)!.x, 1)]}
      y={[0, top]}
      nameX={(value) => (isTimed ? duration(value * 1000) : `no. ${Math.round(value) + 1}`)}
      nameY={(value) => value.toFixed(top >= 10 ? 0 : 2)}
      said={`${name}: ${values.length} values from ${values[0]!.toFixed(3)} to ${last.value.toFixed(3)}, lowest ${lowest.toFixed(3)}`}
    />
  );
}
