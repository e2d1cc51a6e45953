import type { ModelReport } from '../../shared/contracts/model-report.ts';
import { metricName } from '../../shared/domain/models/metrics.ts';
import { describeTrainingUse } from '../../shared/domain/money/training-use.ts';
import { ModelDecisions } from './models/model-decisions.tsx';
import { ScoreChart } from './score-chart.tsx';
import { Wide } from './wide.tsx';

interface Props {
  project: string;
  models: readonly ModelReport[];
  /** Name of the champion. */
  champion: string | undefined;
  selected: string | undefined;
  onSelect(modelName: string): void;
  /** Which served before and which wait for approval. */
  standing: { earlier: readonly string[]; waiting: readonly string[] } | undefined;
  onRolledBack(instead: string): void;
}

/** Every model that the gate judged, and why it serves or does not. */
export function ModelList({ project, models, champion, selected, onSelect, standing, onRolledBack }: Props) {
  const further = Object.keys(models[0]?.others ?? {});
  return (
    <section>
      <h2>Models</h2>
      {models.length === 0 && (
        <p class="faint">
          None yet: the first one is trained by itself when enough images are labeled. The project's page says how many
          are missing, and <code>labelloop retry</code> tries a training that failed.
        </p>
      )}
      {models.length > 0 && (
        <div class={models.length > 1 ? 'beside' : ''}>
          <Wide label="models as a table">
            <table>
              <thead>
                <tr>
                  <th scope="col">model</th>
                  <th scope="col">dataset</th>
                  <th scope="col">{metricName(models[0]!.metric)}</th>
                  {further.map((name) => (
                    <th key={name} scope="col">
                      {metricName(name)}
                    </th>
                  ))}
                  <th scope="col">gate</th>
                  <th scope="col" class="actions">
                    <span class="unseen">action</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {models.map((model) => (
                  <tr
                    key={`${model.modelName} ${model.validationHash}`}
                    class={model.modelName === selected ? 'open' : ''}
                  >
                    <td>
                      <button
                        type="button"
                        class="link"
                        aria-pressed={model.modelName === selected}
                        onClick={() => onSelect(model.modelName)}
                      >
                        {model.modelName}
                      </button>{' '}
                      {model.modelName === champion && <span class="badge">serves</span>}
                      {standing?.waiting.includes(model.modelName) && <span class="badge">waits for approval</span>}
                    </td>
                    <td>v{model.datasetVersion}</td>
                    <td>{model.score.toFixed(3)}</td>
                    {further.map((name) => (
                      <td key={name}>{model.others[name]?.toFixed(3) ?? '–'}</td>
                    ))}
                    <td>
                      <b class={model.decision === 'deploy' ? 'done' : 'running'}>{model.decision}</b> {model.reason}
                      {model.training && <div class="faint">{describeTrainingUse(model.training)}</div>}
                    </td>
                    <td class="actions">
                      <ModelDecisions
                        {...{ project, modelName: model.modelName, champion, onRolledBack }}
                        isWaiting={standing?.waiting.includes(model.modelName) ?? false}
                        isEarlier={standing?.earlier.includes(model.modelName) ?? false}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
          {models.length > 1 && <ScoreChart models={models} />}
        </div>
      )}
    </section>
  );
}
