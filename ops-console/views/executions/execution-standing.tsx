import type { LabelingOverview } from '../../../shared/contracts/labeling-overview.ts';
import type { StateVisit } from '../../../shared/contracts/overview.ts';
import type { RunningExecution } from '../../../shared/contracts/project-progress.ts';
import { isExecutionOf } from '../../../shared/domain/project/names.ts';
import { adviseOn } from '../../../shared/domain/workflow/failure-advice.ts';
import { causeMessage } from '../../../shared/domain/workflow/failure-cause.ts';
import { waitsForApproval } from '../../../shared/domain/workflow/loop-phase.ts';
import { fetchLabeling, giveUpExecution, projects, retry, type WatchedProject } from '../../console-client.ts';
import { Link, pathTo } from '../../router.tsx';
import { Advice, Printed } from '../advice.tsx';
import { duration } from '../duration.ts';
import { plural } from '../figures.ts';
import { Question } from '../question.tsx';
import { useBeat } from '../use-beat.ts';
import { useLoaded } from '../use-loaded.ts';
import { when } from '../when.ts';

const WATCHED_MS = 5000;

interface Props {
  executionArn: string;
  name: string;
  status: string;
  visits: readonly StateVisit[];
}

/** In a sentence: what an execution waits for, since when and what would move it; or what went wrong and what to do. */
export function ExecutionStanding({ executionArn, name, status, visits }: Props) {
  const all = projects.value;
  const owner = all.find(({ failures }) => failures.some((one) => one.executionArn === executionArn));
  if (owner && status !== 'RUNNING') return <Failed {...{ executionArn, name }} project={owner} />;
  if (status === 'FAILED') {
    const mended = all.find((one) => isExecutionOf(one.project, name));
    return mended ? <DealtWith project={mended.project} /> : null;
  }
  if (status !== 'RUNNING') return null;
  const project = all.find(({ progress }) => progress.running?.executionArn === executionArn);
  const running = project?.progress.running;
  if (!project || !running) return <p class="note">Begins.</p>;
  if (running.phase === 'label' && running.labeling) return <WaitsForPeople {...{ project, running, visits }} />;
  if (running.phase === 'train' && running.training) return <Trains training={running.training} project={project} />;
  if (waitsForApproval(running.state)) return <WaitsForApproval project={project} visits={visits} />;
  return (
    <p class="note">
      Is in {running.state}. {running.phase === 'endpoint' && 'SageMaker starts the endpoint; it comes by itself.'}
    </p>
  );
}

/** A failure that nobody has to look at any more. */
const DealtWith = ({ project }: { project: string }) => (
  <p class="note">
    Dealt with: tried again, or given up. <Link to={pathTo(['executions'], { project })}>What ran since</Link>
  </p>
);

function Failed({ executionArn, name, project }: { executionArn: string; name: string; project: WatchedProject }) {
  const failure = project.failures.find((one) => one.executionArn === executionArn)!;
  const { error, failedState, cause, log, at } = failure;
  return (
    <div class="note failure">
      <p>
        <b class="problem sentence">{adviseOn(failure, project.project).sentence}</b>
      </p>
      <Advice failure={failure} project={project.project} isWhole={false} />
      <p class="faint">
        {error} in {failedState || 'the machine'}, {when(at)}: <code>{causeMessage(cause).slice(0, 300)}</code>
      </p>
      <Printed log={log} />
      <p class="choices start">
        <Question
          action="try again"
          question={`Try all that failed in ${project.project} again, now and with the settings of today?`}
          yes="try again"
          onYes={() => retry(project.project)}
        />
        <Question
          action="give up"
          question="Nothing tries this again. Labels so far are kept; images without one ask for a person. Why?"
          suggestion={`${error} is not worth another try`}
          yes="give it up"
          onYes={(note) => giveUpExecution(project.project, name, note)}
        />
      </p>
    </div>
  );
}

function WaitsForApproval({ project, visits }: { project: WatchedProject; visits: readonly StateVisit[] }) {
  const since = visits.findLast(({ state }) => state === 'CreateModelPackage')?.enteredAt;
  return (
    <p class="note">
      A model passed the gate and waits{since !== undefined && ` for ${duration(Date.now() - since)}`} for somebody who
      approves it: look at <Link to={pathTo(['models', project.project])}>what it gets wrong</Link>, then{' '}
      <code>labelloop models approve --project {project.project}</code> or <code>reject</code>. After seven days it is
      kept back.
    </p>
  );
}

interface WaitingProps {
  project: WatchedProject;
  running: RunningExecution;
  visits: readonly StateVisit[];
}

/** For whom, since when, and what would move it. */
function WaitsForPeople({ project, running, visits }: WaitingProps) {
  const { labeled, unlabeled, failed } = running.labeling!;
  const beat = useBeat(WATCHED_MS);
  const labeling = useLoaded(() => fetchLabeling(project.project), [project.project, labeled, beat]);
  const since = visits.find(({ state }) => state === 'StartLabelingJob')?.enteredAt;
  const batch = project.batches.find(({ labelingJobName }) => running.name.startsWith(labelingJobName));
  return (
    <div class="note">
      Waits for people{since !== undefined && ` for ${duration(Date.now() - since)}`}: {labeled} of{' '}
      {labeled + unlabeled + failed} images are labeled.{' '}
      {labeling && <Whom {...{ labeling }} batchId={batch?.batchId} />}
      <p class="choices start">
        <Link class="button" to={pathTo(['labeling', project.project], { batch: batch?.batchId })}>
          see who works, or invite somebody
        </Link>
      </p>
    </div>
  );
}

function Whom({ labeling, batchId }: { labeling: LabelingOverview; batchId: string | undefined }) {
  const job = labeling.jobs.find((one) => one.batchId === batchId);
  if (!labeling.hasOwnPeople) return <>Ground Truth's own portal has the tasks.</>;
  if (!job) return null;
  const own = new Map(job.workers.map((worker) => [worker.workerId, worker]));
  const active = labeling.workers.filter(({ status }) => status === 'Active');
  const working = active.filter(({ workerId }) => own.has(workerId));
  const idle = active.filter(({ workerId }) => !own.has(workerId));
  const missing = job.workersPerObject - active.length;
  const names = (people: typeof active) =>
    people
      .slice(0, 5)
      .map(({ name, workerId }) => `${name} (${own.get(workerId)?.answers ?? 0})`)
      .join(', ');
  return (
    <>
      {working.length > 0 && `So far ${names(working)} answered. `}
      {idle.length > 0 && `${names(idle)} could, and did not yet. `}
      {active.length === 0 && 'Nobody who was invited has signed in: invite somebody. '}
      {active.length > 0 &&
        missing > 0 &&
        `Each image needs ${plural(job.workersPerObject, 'person', 'people')}: ${plural(missing, 'more has', 'more have')} to join. `}
      {job.expectedEnd !== null && `At their pace it is done ${when(job.expectedEnd)}.`}
    </>
  );
}

function Trains({
  training,
  project,
}: {
  training: NonNullable<RunningExecution['training']>;
  project: WatchedProject;
}) {
  return (
    <p class="note">
      Trains for {duration(training.seconds * 1000)} so far
      {Object.entries(training.metrics).map(([metric, value]) => `, ${metric.replace(/^.*:/, '')} ${value.toFixed(3)}`)}
      . It ends by itself; <Link to={pathTo(['models', project.project])}>its curves</Link>.
    </p>
  );
}
