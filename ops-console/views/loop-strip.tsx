import type { ComponentChildren } from 'preact';
import { metricName } from '../../shared/domain/models/metrics.ts';
import type { WatchedProject } from '../console-client.ts';
import { duration } from './duration.ts';

const percent = (value: number) => `${(value * 100).toFixed(1)} %`;

/** The loop from inbox to endpoint: what each station holds, and which one is at work. */
export function LoopStrip({ project }: { project: WatchedProject }) {
  const { pending, quarantined, batches, dataset, withoutTraining, progress } = project;
  const { running, next } = progress;
  const phase = running?.phase;
  const labeling = running?.labeling;
  const share = labeling && labeling.labeled / Math.max(1, labeling.labeled + labeling.unlabeled + labeling.failed);
  return (
    <>
      <ol class="loop">
        <Station name="waiting" value={pending} isBusy={false} isReached={batches.length > 0}>
          {next}
          {quarantined > 0 && <div class="problem">{quarantined} quarantined</div>}
        </Station>
        <Station
          name="labeling"
          value={labeling ? `${labeling.labeled} of ${labeling.labeled + labeling.unlabeled}` : '–'}
          isBusy={phase === 'label' || phase === 'preLabel'}
          isReached={dataset !== null}
        >
          {share !== null && share !== undefined && <progress value={share}>{percent(share)}</progress>}
          {phase === 'preLabel' && 'the champion proposes boxes'}
          {labeling && labeling.failed > 0 && <div class="problem">{labeling.failed} failed</div>}
          {!phase && `${batches.length} ${batches.length === 1 ? 'batch' : 'batches'} so far`}
        </Station>
        <Station
          name="dataset"
          value={dataset ? `v${dataset.datasetVersion}` : '–'}
          isBusy={false}
          isReached={dataset !== null}
        >
          {dataset ? `${dataset.train} train, ${dataset.validation} validation` : 'no label yet'}
        </Station>
        {withoutTraining ? (
          <Station name="training" value="none" isBusy={false} isReached={false}>
            {withoutTraining}
          </Station>
        ) : (
          <ModelStations project={project} />
        )}
      </ol>
      {project.problem && <p class="problem">{project.problem}</p>}
    </>
  );
}

/** From a dataset to the endpoint. */
function ModelStations({ project }: { project: WatchedProject }) {
  const { training, champion, progress } = project;
  const { running, endpointStatus } = progress;
  const phase = running?.phase;
  return (
    <>
      <Station
        name="training"
        value={
          phase === 'train'
            ? duration((running?.training?.seconds ?? 0) * 1000)
            : training?.trained
              ? `v${training.trained}`
              : '–'
        }
        isBusy={phase === 'train'}
        isReached={(training?.trained ?? 0) > 0}
      >
        {phase === 'train' ? (running?.training?.status ?? 'begins') : training?.trained ? 'trained last' : 'not yet'}
        {training && training.failures > 0 && <div class="problem">{training.failures} failed in a row</div>}
      </Station>
      <Station
        name="gate"
        value={champion ? percent(champion.score) : '–'}
        isBusy={phase === 'gate'}
        isReached={champion !== null}
      >
        {champion
          ? `${metricName(champion.metric)} of the champion, version ${champion.datasetVersion}`
          : 'no champion yet'}
      </Station>
      <Station
        name="endpoint"
        value={endpointStatus ?? '–'}
        isBusy={phase === 'endpoint'}
        isReached={champion !== null}
      >
        {champion ? <code>{champion.endpointName}</code> : 'none yet'}
      </Station>
    </>
  );
}

interface StationProps {
  name: string;
  value: string | number;
  isBusy: boolean;
  /** Something went through it before. */
  isReached: boolean;
  children: ComponentChildren;
}

function Station({ name, value, isBusy, isReached, children }: StationProps) {
  const state = isBusy ? ' busy' : isReached ? ' reached' : '';
  return (
    <li class={`station${state}`} aria-current={isBusy ? 'step' : undefined}>
      <span class="faint">{name}</span>
      <b>{value}</b>
      <small>{children}</small>
    </li>
  );
}
