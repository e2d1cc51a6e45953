import { causeMessage } from '../../shared/domain/workflow/failure-cause.ts';
import { executions, fetchExecutionCost, projects, readGraph, readVisits, retry } from '../console-client.ts';
import { go, Link, pathTo, route } from '../router.tsx';
import { Advice } from '../views/advice.tsx';
import { duration } from '../views/duration.ts';
import { ExecutionActions } from '../views/execution-actions.tsx';
import { usd } from '../views/figures.ts';
import { Missing } from '../views/missing.tsx';
import { Question } from '../views/question.tsx';
import { StateGraph } from '../views/state-graph.tsx';
import { StateTimeline } from '../views/state-timeline.tsx';
import { useLoaded } from '../views/use-loaded.ts';
import { projectOf } from './executions-page.tsx';

/** One execution: in a sentence, as a picture, and state by state. The opened state is a part of the address. */
export function ExecutionPage({ name }: { name: string }) {
  const execution = executions.value.find((one) => one.name === name);
  const selected = route.value.query.get('state');
  const beat = execution?.status === 'RUNNING' ? executions.value : execution?.status;
  const graph = useLoaded(readGraph, []);
  const visits = useLoaded(
    async () => (execution ? readVisits(execution.executionArn) : []),
    [execution?.executionArn, beat],
  );
  if (!execution) return <Missing what={`execution ${name} among the newest`} to="/executions" />;
  const select = (state: string | null) => go(pathTo(['executions', name], { state: state ?? undefined }), 'replace');
  const { status, startedAt, stoppedAt } = execution;
  const project = projectOf(name);
  return (
    <>
      <div class="title">
        <h1>{name}</h1>
        <span class={`pill ${status}`}>{status.toLowerCase().replace('_', ' ')}</span>
        <span class="faint">{duration((stoppedAt ?? Date.now()) - startedAt)}</span>
        {project && <Link to={pathTo(['projects', project])}>{project}</Link>}
        <span class="push">
          <ExecutionActions execution={execution} />
        </span>
      </div>
      <Standing executionArn={execution.executionArn} status={status} />
      {project && <Cost project={project} executionArn={execution.executionArn} beat={visits?.length} />}
      <div class="execution">
        <section aria-label="states as a picture">
          {graph && <StateGraph graph={graph} visits={visits ?? []} selected={selected} onSelect={select} />}
        </section>
        <section aria-label="states in their order">
          {visits && <StateTimeline visits={visits} selected={selected} onSelect={select} />}
        </section>
      </div>
    </>
  );
}

/** What it has cost so far, by what it went into. */
function Cost({ project, executionArn, beat }: { project: string; executionArn: string; beat: number | undefined }) {
  const cost = useLoaded(() => fetchExecutionCost(project, executionArn), [executionArn, beat]);
  if (!cost) return null;
  const { labeling, orchestration, training, total } = cost;
  return (
    <p class="faint">
      Costs {usd(total)} at the prices of AWS: labeling {usd(labeling)}, training {usd(training)}, orchestration{' '}
      {usd(orchestration)}. <Link to={pathTo(['money', project])}>all of {project}</Link>
    </p>
  );
}

/** What it waits for, or what went wrong and what to do. */
function Standing({ executionArn, status }: { executionArn: string; status: string }) {
  const all = projects.value;
  const running = all.find(({ progress }) => progress.running?.executionArn === executionArn)?.progress.running;
  const owner = all.find(({ failures }) => failures.some((one) => one.executionArn === executionArn));
  const failure = owner?.failures.find((one) => one.executionArn === executionArn);
  if (failure && owner)
    return (
      <div class="note problem">
        <b>{failure.error}</b> in {failure.failedState || 'the machine'}: {causeMessage(failure.cause).slice(0, 300)}
        <Advice failure={failure} project={owner.project} />
        <p class="choices">
          <Question
            action="try again"
            question={`Try all that failed in ${owner.project} again, now and with the settings of today?`}
            yes="try again"
            onYes={() => retry(owner.project)}
          />
        </p>
      </div>
    );
  const owned = all.find(({ progress }) => progress.running?.executionArn === executionArn);
  const labeling = running?.labeling;
  if (labeling && running.phase === 'label')
    return (
      <p class="note">
        Waits for people: {labeling.labeled} of {labeling.labeled + labeling.unlabeled + labeling.failed} images are
        labeled. Whoever signs in at the portal moves it:{' '}
        <Link to={pathTo(['labeling', owned?.project ?? ''])}>see who works, or invite somebody</Link>.
      </p>
    );
  const training = running?.training;
  if (training && running.phase === 'train')
    return (
      <p class="note">
        Trains for {duration(training.seconds * 1000)} so far
        {Object.entries(training.metrics).map(
          ([metric, value]) => `, ${metric.replace(/^.*:/, '')} ${value.toFixed(3)}`,
        )}
        .
      </p>
    );
  if (running) return <p class="note">Is in {running.state}.</p>;
  return status === 'RUNNING' ? <p class="note">Begins.</p> : null;
}
