import type { LabelingJobOverview, WorkerOverview } from '../../../shared/contracts/labeling-overview.ts';
import { fetchDisagreements, type WatchedProject } from '../../console-client.ts';
import { Link, pathTo } from '../../router.tsx';
import { percent, plural } from '../figures.ts';
import { ShownImage } from '../pictures/shown-image.tsx';
import { ShownText } from '../pictures/shown-text.tsx';
import { RelabelButton } from '../relabel-button.tsx';
import { useLoaded } from '../use-loaded.ts';

interface Props {
  project: WatchedProject;
  job: LabelingJobOverview;
  workers: readonly WorkerOverview[];
}

/** The images that workers see most differently, each worker's answer beside the others. */
export function Disagreements({ project, job, workers }: Props) {
  const { project: name, labels } = project;
  const images = useLoaded(() => fetchDisagreements(name, job.batchId), [name, job.batchId, job.labeled]);
  const nameOf = (workerId: string) => workers.find((one) => one.workerId === workerId)?.name ?? workerId;
  return (
    <section aria-label="disagreements">
      <h2>
        Where people disagree <span class="faint">in {job.batchId}, the least alike first</span>
      </h2>
      {images?.length === 0 && (
        <p class="faint">
          {job.labeled === 0 ? 'Nothing has been put together yet.' : 'Nowhere: all who answered said the same.'}
        </p>
      )}
      {images?.map(({ sha256, key, size, text, disagreement, answers }) => (
        <div class="disagreement" key={sha256}>
          <p>
            <Link to={pathTo(['images', name, sha256])}>{sha256.slice(0, 10)}</Link>{' '}
            <span class="faint">{percent(disagreement)} apart</span>{' '}
            {job.status !== 'InProgress' && (
              <RelabelButton project={name} imageKey={key} suggestion="people disagreed, please check" />
            )}
          </p>
          <ul class="side-by-side">
            {answers.map(({ workerId, shapes, spans, raw }) => (
              <li key={workerId}>
                {text ? (
                  <ShownText text={text} spans={spans ?? []} labels={labels} />
                ) : (
                  <ShownImage
                    imageKey={key}
                    width={size?.width ?? 1}
                    height={size?.height ?? 1}
                    shapes={shapes ?? []}
                    labels={labels}
                    alt={`${nameOf(workerId)}: ${shapes?.length ?? 0} objects`}
                  />
                )}
                <b>{nameOf(workerId)}</b>{' '}
                <span class="faint">
                  {(shapes ?? spans) && plural((shapes ?? spans)!.length, 'object')}
                  {text && !spans && raw}
                </span>
                <details>
                  <summary>raw answer</summary>
                  <pre>{raw}</pre>
                </details>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
