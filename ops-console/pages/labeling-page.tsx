import type { LabelingJobOverview, LabelingOverview } from '../../shared/contracts/labeling-overview.ts';
import { fetchLabeling, requeueImages, type WatchedProject } from '../console-client.ts';
import { go, Link, pathTo, route } from '../router.tsx';
import { Columns } from '../views/bars.tsx';
import { plural } from '../views/figures.ts';
import { Disagreements } from '../views/labeling/disagreements.tsx';
import { Rounds } from '../views/labeling/rounds.tsx';
import { WorkerList } from '../views/labeling/worker-list.tsx';
import { ProjectTabs } from '../views/project-tabs.tsx';
import { Question } from '../views/question.tsx';
import { useBeat } from '../views/use-beat.ts';
import { useLoaded } from '../views/use-loaded.ts';

/** While people label, their work is read again after so many milliseconds. */
const WATCHED_MS = 5000;

/** Who labels what, how far it is, and where people disagree. */
export function LabelingPage({ name }: { name: string | undefined }) {
  return (
    <ProjectTabs page="Labeling" name={name} empty="No project yet, so nobody has anything to label.">
      {(project) => <Labeling key={project.project} project={project} />}
    </ProjectTabs>
  );
}

function Labeling({ project }: { project: WatchedProject }) {
  const name = project.project;
  const { running } = project.progress;
  const beat = useBeat(running?.labeling ? WATCHED_MS : undefined);
  const labeling = useLoaded(() => fetchLabeling(name), [name, running?.name, project.batches.length, beat]);
  if (!labeling) return <p class="faint">loading</p>;
  const { jobs, workers, needsAttention, hasOwnPeople, pricePerAnswerUsd } = labeling;
  const chosen = route.value.query.get('batch');
  const shown = jobs.find(({ batchId }) => batchId === chosen) ?? jobs[0];
  return (
    <>
      <Attention project={name} causes={needsAttention} />
      {jobs.length === 0 && (
        <section class="empty">
          <p>
            No labeling job yet: {project.progress.next}. Images are dropped on{' '}
            <Link to={pathTo(['projects', name])}>the project's page</Link>.
          </p>
        </section>
      )}
      {jobs.length > 0 && (
        <div class="cards">
          {jobs.map((job) => (
            <JobCard
              key={job.batchId}
              job={job}
              isShown={job === shown}
              onShow={() => go(pathTo(['labeling', name], { batch: job.batchId }), 'replace')}
            />
          ))}
        </div>
      )}
      {shown && <Rounds job={shown} pricePerAnswerUsd={pricePerAnswerUsd} />}
      {hasOwnPeople ? (
        <WorkerList project={name} workers={workers} job={shown} />
      ) : (
        <p class="note">Ground Truth labels for this project: its own console shows people and their progress.</p>
      )}
      {shown && <Disagreements project={project} job={shown} workers={workers} />}
    </>
  );
}

/** Images that a person has to look at before anybody labels them again. */
function Attention({ project, causes }: { project: string; causes: LabelingOverview['needsAttention'] }) {
  if (causes.length === 0) return null;
  return (
    <section>
      <h2>Out of attempts</h2>
      <ul class="troubles">
        {causes.map(({ reason, images }) => (
          <li key={reason}>
            <b class="problem">{plural(images.length, 'image')}</b>: {reason}{' '}
            <Question
              action="label again"
              question={`Put ${plural(images.length, 'image')} back in line for one more attempt?`}
              yes="put back"
              onYes={async () => `${plural(await requeueImages(project, images), 'image')} wait for the next batch`}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const clock = (at: number) =>
  new Date(at).toLocaleString(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** Ground Truth's message guesses at five causes; what people said is the one that counts, each word of it once. */
function inShort(reason: string): string {
  const [, said] = /They said: (.*)$/s.exec(reason) ?? [];
  return said === undefined ? reason : [...new Set(said.split('; '))].join('; ');
}

function JobCard({ job, isShown, onShow }: { job: LabelingJobOverview; isShown: boolean; onShow(): void }) {
  const { batchId, status, images, labeled, byMachine, failed, hours, expectedEnd, failures, declines } = job;
  const answers = hours.reduce((sum, hour) => sum + hour.answers, 0);
  return (
    <section class={isShown ? 'job shown' : 'job'} aria-label={`job of batch ${batchId}`}>
      <h2>
        <button type="button" class="link" aria-pressed={isShown} onClick={onShow}>
          {batchId}
        </button>{' '}
        <span class={`pill ${status === 'InProgress' ? 'RUNNING' : status === 'Completed' ? 'SUCCEEDED' : 'FAILED'}`}>
          {status === 'InProgress' ? 'in progress' : status.toLowerCase()}
        </span>
      </h2>
      <p>
        <b class="large">
          {labeled} <span class="faint">of {images} images</span>
        </b>
      </p>
      <progress value={labeled} max={Math.max(1, images)} aria-label={`${labeled} of ${images} labeled`} />
      <p class="faint">
        {plural(answers, 'answer')}, {job.workersPerObject} an image
        {byMachine > 0 && `; ${byMachine} by the machine`}
        {failed > 0 && `; ${failed} failed`}
      </p>
      {status === 'InProgress' && (
        <p>
          {expectedEnd
            ? `Done about ${clock(expectedEnd)} at this pace.`
            : 'Nobody has answered lately: it waits for people.'}
        </p>
      )}
      {hours.length > 0 && (
        <Columns
          bars={hours.map(({ at, answers: given }) => ({
            name: clock(at),
            value: given,
            title: `${clock(at)}: ${plural(given, 'answer')}`,
          }))}
          label={`answers by hour: ${hours.map(({ answers: given }) => given).join(', ')}`}
        />
      )}
      {[
        ...failures.map(({ reason, objects }) => `${objects} failed: ${inShort(reason)}`),
        ...declines.map(({ reason, times }) => `declined ${times} times: ${reason}`),
      ].map((line) => (
        <p key={line} class="problem">
          {line}
        </p>
      ))}
    </section>
  );
}
