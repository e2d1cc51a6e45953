import type { ComparedImage, ModelReport } from '../../../shared/contracts/model-report.ts';
import { fetchModelComparison } from '../../console-client.ts';
import { plural } from '../figures.ts';
import { useThumbnail } from '../pictures/use-thumbnail.ts';
import { useLoaded } from '../use-loaded.ts';

/** A model against the champion that it was held against: the images on which they differ, side by side. */
export function ModelAgainstChampion({ project, model }: { project: string; model: ModelReport }) {
  const { modelName, validationHash, difference } = model;
  const comparison = useLoaded(() => fetchModelComparison(project, model), [project, modelName, validationHash]);
  if (!comparison) return null;
  const { champion, better, same, worse, images } = comparison;
  return (
    <section aria-label="against the champion">
      <h2>
        Against the champion <span class="faint">{champion}</span>
      </h2>
      <p>
        Fewer errors on <b class="done">{plural(better, 'image')}</b>, more on <b class="problem">{worse}</b>, as many
        on {same}.{' '}
        {difference &&
          `The score differs by ${signed(difference.mean)}, with 95 % certainty by ${signed(difference.low)} to ${signed(difference.high)}.`}
      </p>
      <ul class="gallery">
        {images.map((image) => (
          <li key={image.key} class="compared">
            <Seen image={image} side={image.champion} name="champion" />
            <Seen image={image} side={image.challenger} name="this model" />
          </li>
        ))}
      </ul>
    </section>
  );
}

const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;

function Seen({ image, side, name }: { image: ComparedImage; side: ComparedImage['champion']; name: string }) {
  const { key, width, height, truth } = image;
  const url = useThumbnail(key);
  const told = side.errors.length === 0 ? 'no error' : plural(side.errors.length, 'error');
  return (
    <div>
      <div class="picture sized" style={{ '--ratio': `${width} / ${height}` }}>
        {url && <img src={url} alt={`${name}: ${told}`} />}
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {truth.map((box, index) => (
            <rect key={`${index} t`} class="truth" x={box.left} y={box.top} width={box.width} height={box.height} />
          ))}
          {side.predictions.map((box, index) => (
            <rect key={`${index} p`} class="prediction" x={box.left} y={box.top} width={box.width} height={box.height}>
              <title>{`${box.label} ${box.confidence.toFixed(2)}`}</title>
            </rect>
          ))}
        </svg>
      </div>
      <small>
        {name}: <span class={side.errors.length === 0 ? 'done' : 'problem'}>{told}</span>
      </small>
    </div>
  );
}
