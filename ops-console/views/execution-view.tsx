import { useState } from 'preact/hooks';
import type { ExecutionOverview } from '../../shared/contracts/overview.ts';
import { readGraph, readVisits } from '../console-client.ts';
import { StateGraph } from './state-graph.tsx';
import { StateTimeline } from './state-timeline.tsx';
import { useLoaded } from './use-loaded.ts';

/** One execution: the machine as a picture beside what happened when. `beat` changes whenever it may have gone on. */
export function ExecutionView({ execution, beat }: { execution: ExecutionOverview; beat: unknown }) {
  const { executionArn, name, status } = execution;
  const [selected, setSelected] = useState<string | null>(null);
  const graph = useLoaded(readGraph, []);
  const visits = useLoaded(() => readVisits(executionArn), [executionArn, status === 'RUNNING' ? beat : status]);
  return (
    <section aria-label={`execution ${name}`}>
      <h2>
        {name} <span class={status}>{status}</span>
      </h2>
      <div class="execution">
        {graph && <StateGraph graph={graph} visits={visits ?? []} selected={selected} onSelect={setSelected} />}
        {visits && <StateTimeline visits={visits} selected={selected} onSelect={setSelected} />}
      </div>
    </section>
  );
}
