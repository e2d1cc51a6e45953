import { useState } from 'preact/hooks';
import type { ModelImage, ShownBox } from '../../shared/contracts/model-report.ts';
import { relabel, thumbnailOf } from '../console-client.ts';
import { useLoaded } from './use-loaded.ts';

const SHOWN_ERRORS = 3;

/** A validation image with the boxes of people and model, and what differs. */
export function ErrorImage({ project, image }: { project: string; image: ModelImage }) {
  const { key, width, height, truth, predictions, errors } = image;
  const url = useLoaded(() => thumbnailOf(key), [key]);
  const more = errors.length - SHOWN_ERRORS;
  return (
    <li>
      <div class="picture">
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

/** For images whose label, not the model, is wrong. */
function RelabelButton(props: { project: string; imageKey: string; suggestion: string }) {
  const [outcome, setOutcome] = useState('');
  const send = async () => {
    const note = prompt('What shall the workers correct? They begin with the present boxes.', props.suggestion);
    if (!note) return;
    const said = relabel(props.project, props.imageKey, note);
    setOutcome(
      await said.then(
        (id) => (id ? `asked for: ${id}` : 'people are labeling it now'),
        (error: Error) => error.message,
      ),
    );
  };
  return outcome ? (
    <output class="faint">{outcome}</output>
  ) : (
    <button type="button" onClick={() => void send()}>
      send back to labeling
    </button>
  );
}

function Box({ box, kind, title }: { box: ShownBox; kind: 'truth' | 'prediction'; title: string }) {
  return (
    <rect class={kind} x={box.left} y={box.top} width={box.width} height={box.height}>
      <title>{title}</title>
    </rect>
  );
}
