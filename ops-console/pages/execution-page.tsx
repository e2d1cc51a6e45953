import { fetchExecutionCost, readGraph } from '../console-client.ts';
import { go, Link, pathTo, route } from '../router.tsx';
import { duration } from '../views/duration.ts';
import { ExecutionActions } from '../views/executions/execution-actions.tsx';
import { ExecutionStanding } from '../views/executions/execution-standing.tsx';
import { StateGraph } from '../views/executions/state-graph.tsx';
import { StateTimeline } from '../views/executions/state-timeline.tsx';
import { useExecution } from '../views/executions/use-execution.ts';
import { usd } from '../views/figures.ts';
import { Missing } from '../views/missing.tsx';
import { useLoaded } from '../views/use-loaded.ts';
import { when } from '../views/when.ts';
import { projectOf } from './executions-page.tsx';

/** One execution: in a sentence, as a picture, and state by state. The opened state is a part of the address. */
export function ExecutionPage({ name }: { name: string }) {
  const story = useExecution(name);
  const selected = route.value.query.get('state');
  const graph = useLoaded(readGraph, []);
  const project = projectOf(name);
  const executionArn = story?.execution.executionArn;
  const visited = story?.visits.length;
  const cost = useLoaded(
    async () => (project && executionArn ? fetchExecutionCost(project, executionArn) : undefined),
    [project, executionArn, visited],
  );
  if (story === undefined) return <p class="faint">loading</p>;
  if (story === null) return <Missing what={`execution ${name}`} to="/executions" />;
  const { execution, visits } = story;
  const { status, startedAt, stoppedAt } = execution;
  const select = (state: string | null) => go(pathTo(['executions', name], { state: state ?? undefined }), 'replace');
  return (
    <>
      <div class="title">
        <h1>{name}</h1>
        <span class={`pill ${status}`}>{status.toLowerCase().replace('_', ' ')}</span>
        <span class="faint">
          {when(startedAt)}, {stoppedAt === null ? 'for' : 'took'} {duration((stoppedAt ?? Date.now()) - startedAt)}
        </span>
        {project && <Link to={pathTo(['projects', project])}>{project}</Link>}
        {cost && (
          <span class="faint" title="at the prices of AWS">
            costs {usd(cost.total)}: labeling {usd(cost.labeling)}, training {usd(cost.training)}, orchestration{' '}
            {usd(cost.orchestration)}
            {cost.machine > 0 && `, models that label ${usd(cost.machine)}`}
          </span>
        )}
        <span class="push">
          <ExecutionActions execution={execution} />
        </span>
      </div>
      <ExecutionStanding {...{ executionArn: execution.executionArn, name, status, visits }} />
      <div class="execution">
        <section aria-label="states as a picture">
          {graph && <StateGraph graph={graph} visits={visits} selected={selected} onSelect={select} />}
        </section>
        <section aria-label="states in their order">
          <StateTimeline
            {...{ visits, selected }}
            execution={execution}
            labelingUsd={cost?.labeling}
            onSelect={select}
          />
        </section>
      </div>
    </>
  );
}
