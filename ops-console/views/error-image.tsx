import type { ModelImage, ShownBox } from '../../shared/contracts/model-report.ts';
import { useThumbnail } from './pictures/use-thumbnail.ts';
import { RelabelButton } from './relabel-button.tsx';

const SHOWN_ERRORS = 3;

/** A validation image with the boxes of people and model, and what differs. */
export function ErrorImage({ project, image }: { project: string; image: ModelImage }) {
  const { key, width, height, truth, predictions, errors } = image;
  const url = useThumbnail(key);
  const more = errors.length - SHOWN_ERRORS;
  return (
    <li>
      <div class="picture sized" style={{ '--ratio': `${width} / ${height}` }}>
        {url && <img src={url} alt={`${truth.length} marked objects, ${errors.length} errors`} />}
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {truth.map((box, index) => (
            <Box key={`${index} ${box.label}`} box={box} kind="truth" title={box.label} />
          ))}
          {predictions.map((box, index) => (
            <Box
              key={`${index} ${box.label}`}
              box={box}
              kind="prediction"
              title={`${box.label} ${box.confidence.toFixed(2)}`}
            />
          ))}
        </svg>
      </div>
      <ul class="faint">
        {errors.slice(0, SHOWN_ERRORS).map((error, index) => (
          <li key={`${index} ${error}`}>{error}</li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
      <RelabelButton project={project} imageKey={key} suggestion={`the model ${errors[0]}`} />
    </li>
  );
}

function Box({ box, kind, title }: { box: ShownBox; kind: 'truth' | 'prediction'; title: string }) {
  return (
    <rect class={kind} x={box.left} y={box.top} width={box.width} height={box.height}>
      <title>{title}</title>
    </rect>
  );
}
