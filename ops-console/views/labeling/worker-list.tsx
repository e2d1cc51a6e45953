import { useState } from 'preact/hooks';
import type {
  LabelingJobOverview,
  ShareInterval,
  WorkerOverview,
} from '../../../shared/contracts/labeling-overview.ts';
import { labelYourself, postInvitation, refresh, updateWorker } from '../../console-client.ts';
import { percent } from '../figures.ts';
import { Question } from '../question.tsx';
import { Wide } from '../wide.tsx';

const STATUS_CLASS = {
  Invited: 'faint',
  Active: 'done',
  Paused: 'RUNNING',
  Removed: 'faint',
  Forgotten: 'faint',
} as const;

/**
 * The people of a project by name, what they did, and what may be done about them.
 * @param job whose answers stand in a column of their own
 */
export function WorkerList(props: {
  project: string;
  workers: readonly WorkerOverview[];
  job: LabelingJobOverview | undefined;
}) {
  const { project, workers, job } = props;
  return (
    <section aria-label="workers">
      <div class="title">
        <h2>People</h2>
        <span class="push">
          <Invite project={project} />
        </span>
      </div>
      {workers.length === 0 && (
        <p class="faint">Nobody yet. Invite somebody: they get a link, choose a password, and begin.</p>
      )}
      {workers.length > 0 && (
        <Wide label="people as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">name</th>
                <th scope="col">may work</th>
                <th scope="col" class="number">
                  answers
                </th>
                {job && (
                  <th scope="col" class="number">
                    in {job.batchId}
                  </th>
                )}
                <th scope="col" class="number">
                  a task takes
                </th>
                <th scope="col">agrees with the consensus</th>
                <th scope="col">gold</th>
                <th scope="col">
                  <span class="unseen">actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {workers.map((worker) => (
                <WorkerRow key={worker.workerId} project={project} worker={worker} job={job} />
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </section>
  );
}

function WorkerRow(props: { project: string; worker: WorkerOverview; job: LabelingJobOverview | undefined }) {
  const { project, worker, job } = props;
  const { workerId, name, status, reason, answers, secondsPerTask, agreement, gold } = worker;
  const here = job?.workers.find((one) => one.workerId === workerId);
  const change = async (next: 'Active' | 'Paused' | 'Removed', why?: string) => {
    await updateWorker(project, workerId, next, why);
    await refresh();
  };
  return (
    <tr>
      <th scope="row" title={workerId}>
        {name}
      </th>
      <td class={STATUS_CLASS[status]}>
        {here?.isPausedByGold && status === 'Active' ? 'paused here by gold' : status.toLowerCase()}
        {reason && <div class="faint">{reason}</div>}
      </td>
      <td class="number">{answers}</td>
      {job && <td class="number">{here?.answers ?? 0}</td>}
      <td class="number">{secondsPerTask > 0 ? `${secondsPerTask.toFixed(1)} s` : '–'}</td>
      <td>
        <Interval share={agreement} />
      </td>
      <td>{gold ? <Interval share={gold} /> : '–'}</td>
      <td class="actions">
        {status === 'Active' && (
          <Question
            action="pause"
            question={`What shall ${name} be told? No task of any job comes until somebody lets them go on.`}
            suggestion="Please wait, somebody will speak to you"
            yes="pause"
            onYes={(why) => change('Paused', why)}
          />
        )}
        {status === 'Paused' && (
          <button type="button" onClick={() => void change('Active')}>
            let go on
          </button>
        )}
        {status !== 'Removed' && status !== 'Forgotten' && (
          <Question
            action="remove"
            question={`Take ${name} off every team? Their answers stay and count; a new invitation brings them back.`}
            yes="remove"
            onYes={() => change('Removed')}
          />
        )}
      </td>
    </tr>
  );
}

/** A share as a bar with its interval, and in digits. */
function Interval({ share }: { share: ShareInterval | null }) {
  if (!share) return <>–</>;
  const { value, low, high } = share;
  return (
    <span class="interval">
      <svg
        class="interval-picture"
        viewBox="0 0 100 10"
        role="img"
        aria-label={`${percent(value)}, between ${percent(low)} and ${percent(high)}`}
      >
        <rect class="track" y="3" width="100" height="4" rx="2" />
        <rect class="range" x={100 * low} y="3" width={Math.max(1, 100 * (high - low))} height="4" rx="2" />
        <circle cx={100 * value} cy="5" r="4" />
      </svg>
      {percent(value)}
    </span>
  );
}

/** Makes a one-time link. */
export function Invite({ project }: { project: string }) {
  const [link, setLink] = useState('');
  if (link)
    return (
      <output class="invitation">
        <span class="faint">Send this link; whoever opens it first chooses the password:</span> <code>{link}</code>{' '}
        <button type="button" onClick={() => void navigator.clipboard.writeText(link)}>
          copy
        </button>
        <button type="button" onClick={() => setLink('')}>
          done
        </button>
      </output>
    );
  return (
    <Question
      action="invite somebody"
      question="Their name, as they will sign in"
      suggestion=""
      isLine
      yes="make a link"
      onYes={async (name) => {
        setLink(await postInvitation(project, name));
        await refresh();
      }}
    />
  );
}

/** Opens the portal in a tab of its own, signed in. */
export function LabelYourself({ project }: { project: string }) {
  const [problem, setProblem] = useState('');
  const begin = async () => {
    // Opened by the click itself: later, browsers take it for a pop-up.
    const tab = open('', '_blank');
    try {
      const link = await labelYourself(project);
      if (tab) tab.location.href = link;
      else location.href = link;
    } catch (error) {
      tab?.close();
      setProblem((error as Error).message);
    }
  };
  return (
    <>
      <button type="button" class="primary" onClick={() => void begin()}>
        label yourself
      </button>
      {problem && <span class="problem">{problem}</span>}
    </>
  );
}
