import type { Drift, DriftMeasure } from '../../shared/contracts/capture.ts';
import { describeDrift } from '../../shared/domain/feedback/drift.ts';
import { fetchProduction } from '../console-client.ts';
import { useLoaded } from './use-loaded.ts';

const WIDTH = 240;
const HEIGHT = 18;

/** What comes back from a live endpoint, and how what it is asked differs from what its model was judged on. */
export function ProductionStanding({ project, promotedAt }: { project: string; promotedAt: string | undefined }) {
  const standing = useLoaded(() => fetchProduction(project), [project, promotedAt]);
  if (!standing || (standing.feedback.length === 0 && !standing.drift)) return null;
  return (
    <section aria-label="production">
      <h2>Production</h2>
      {standing.feedback.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {standing.drift && <DriftStanding drift={standing.drift} />}
    </section>
  );
}

function DriftStanding({ drift: { images, days, validation, modelName, measures } }: { drift: Drift }) {
  const left = (measures ?? []).filter((measure) => measure.left);
  return (
    <>
      <p class={left.length > 0 ? 'alarm' : 'faint'}>
        {measures === null && 'Too few images to say anything of drift: '}
        {measures !== null && (left.length > 0 ? 'Production has left what the model was judged on: ' : 'No drift: ')}
        {images} images of the last {days} days against the {validation} validation images of <code>{modelName}</code>
      </p>
      {measures && (
        <ul class="drift">
          {measures.map((measure) => (
            <DriftRow key={measure.label ?? measure.kind} measure={measure} />
          ))}
        </ul>
      )}
    </>
  );
}

/** One measure as a picture: no difference in the middle, the interval as a bar, the figure as a stroke. */
function DriftRow({ measure }: { measure: DriftMeasure }) {
  const { kind, low, high, value, left } = measure;
  const place = (at: number) => WIDTH * (kind === 'class' ? (at + 1) / 2 : at);
  const [text] = describeDrift([measure]);
  return (
    <li class={left ? 'left' : ''}>
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
        <line class="none" x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2={HEIGHT} />
        <rect x={place(low)} width={Math.max(1, place(high) - place(low))} y="5" height={HEIGHT - 10} rx="3" />
        <line class="value" x1={place(value)} x2={place(value)} y1="2" y2={HEIGHT - 2} />
      </svg>
      <span>{text}</span>
    </li>
  );
}
