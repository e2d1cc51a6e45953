import type { ModelReport } from '../../shared/contracts/model-report.ts';
import type { ErrorKind } from '../../shared/domain/models/detection-errors.ts';
import { ERROR_ADVICE } from '../../shared/domain/models/error-advice.ts';
import { countedThings, labelMetricName, metricName } from '../../shared/domain/models/metrics.ts';
import { fetchModelErrors } from '../console-client.ts';
import { ErrorImage } from './error-image.tsx';
import { ConfusionTable } from './models/confusion-table.tsx';
import { PrecisionRecallChart } from './models/precision-recall-chart.tsx';
import { useLoaded } from './use-loaded.ts';

const KINDS = Object.keys(ERROR_ADVICE) as ErrorKind[];

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** Why a model is as good as it is: by label, by kind of error, and the images that show it. */
export function ModelErrors({ project, model }: { project: string; model: ModelReport }) {
  const { modelName, validationHash, perLabel, errors, images } = model;
  const found = useLoaded(() => fetchModelErrors(project, model), [project, modelName, validationHash]);
  const ranked = found && KINDS.toSorted((a, b) => found.gains[b] - found.gains[a]);
  return (
    <section aria-label={`errors of ${modelName}`}>
      <h2>
        What {modelName} gets wrong <span class="faint">on {images} validation images</span>
      </h2>
      <div class="halves">
        <table>
          <thead>
            <tr>
              <th scope="col">label</th>
              <th scope="col">{labelMetricName(model.metric)}</th>
              <th scope="col">{countedThings(model.metric)}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(perLabel).map(([label, { score, truth }]) => (
              <tr key={label}>
                <td>{label}</td>
                <td>
                  {score === null ? '–' : <meter value={score} low={0.5} high={0.8} optimum={1} aria-label={label} />}{' '}
                  {score?.toFixed(3)}
                </td>
                <td>{truth}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <table>
          <thead>
            <tr>
              <th scope="col">error</th>
              <th scope="col">times</th>
              <th scope="col">{metricName(model.metric)} without it</th>
              <th scope="col">what helps</th>
            </tr>
          </thead>
          <tbody>
            {(ranked ?? KINDS).map((kind) => (
              <tr key={kind}>
                <td>{ERROR_ADVICE[kind].meaning}</td>
                <td>{errors[kind]}</td>
                <td>{found ? `+${percent(found.gains[kind])}` : '…'}</td>
                <td class="faint">{errors[kind] > 0 ? ERROR_ADVICE[kind].remedy : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found && (found.curves.length > 0 || found.confusion) && (
        <div class="charts">
          <PrecisionRecallChart curves={found.curves} labels={Object.keys(perLabel)} />
          {found.confusion && <ConfusionTable confusion={found.confusion} />}
        </div>
      )}
      {found && found.images.length > 0 && (
        <>
          <p class="legend">
            <span class="truth">people</span> <span class="prediction">model</span>
          </p>
          <ul class="gallery">
            {found.images.map((image) => (
              <ErrorImage key={image.key} project={project} image={image} />
            ))}
          </ul>
        </>
      )}
      {found && found.images.length === 0 && <p class="done">No error at a confidence of .3 and more.</p>}
    </section>
  );
}
