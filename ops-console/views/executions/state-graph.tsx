import { useMemo } from 'preact/hooks';
import type { StateVisit } from '../../../shared/contracts/overview.ts';
import type { StateGraph as Graph } from '../../../shared/contracts/state-graph.ts';
import { layoutGraph, type PlacedEdge } from './graph-layout.ts';
import { ZoomFrame } from './zoom-frame.tsx';

interface Props {
  graph: Graph;
  visits: readonly StateVisit[];
  selected: string | null;
  onSelect(state: string): void;
}

/** The state machine as a picture; the states that the execution visited have their outcome's colour. */
export function StateGraph({ graph, visits, selected, onSelect }: Props) {
  const { width, height, states, edges } = useMemo(() => layoutGraph(graph), [graph]);
  const outcomes = new Map(visits.map(({ state, outcome }) => [state, outcome]));
  const current = states.find(({ name }) => name === (selected ?? visits.at(-1)?.state));
  const taken = useMemo(() => stepsTaken(visits, new Set(states.map(({ name }) => name))), [visits, states]);
  const isTaken = ({ from, to }: PlacedEdge) => taken.has(`${from} ${to}`);
  // Where errors would lead is shown of the state that somebody opened, and where one led.
  const isShown = (edge: PlacedEdge) => edge.isPlain || edge.from === selected || isTaken(edge);
  return (
    <ZoomFrame width={width} height={height} focus={current}>
      <svg width={width} height={height} aria-hidden="true">
        {edges.filter(isShown).map((edge) => (
          <path
            key={`${edge.from} ${edge.to} ${edge.kind}`}
            class={`edge ${edge.kind} ${isTaken(edge) ? 'taken' : ''} ${edge.isPlain ? '' : 'astray'}`}
            d={`M${edge.points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`}
          />
        ))}
      </svg>
      {states.map((state) => (
        <button
          key={state.name}
          type="button"
          class={`state ${outcomes.get(state.name) ?? 'faint'}`}
          aria-pressed={selected === state.name}
          title={state.comment || state.type}
          style={{
            left: `${state.left}px`,
            top: `${state.top}px`,
            width: `${state.width}px`,
            height: `${state.height}px`,
          }}
          onClick={() => onSelect(state.name)}
        >
          {state.name}
        </button>
      ))}
    </ZoomFrame>
  );
}

/** `from to` of each transition that was made between the states that are shown. */
function stepsTaken(visits: readonly StateVisit[], shown: ReadonlySet<string>): Set<string> {
  const way = visits.map(({ state }) => state).filter((state) => shown.has(state));
  return new Set(way.slice(1).map((state, index) => `${way[index]} ${state}`));
}
