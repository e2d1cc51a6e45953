import { graphlib, layout } from '@dagrejs/dagre';
import type { StateGraph } from '../../../shared/contracts/state-graph.ts';

/** Where a state's box stands: pixels, origin left top. */
export interface PlacedState {
  name: string;
  type: string;
  comment: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface PlacedEdge {
  from: string;
  to: string;
  kind: 'next' | 'catch';
  points: Array<{ x: number; y: number }>;
}

export interface GraphLayout {
  width: number;
  height: number;
  states: PlacedState[];
  edges: PlacedEdge[];
}

const STATE_HEIGHT = 26;
const CHARACTER_WIDTH = 8.4;
/** Ways into a state that more states than this fall into on an error would only hide the others. */
const MANY_CATCHES = 5;

/** Lays the states of the top level out from top to bottom; those inside a Map are its own affair. */
export function layoutGraph({ nodes, edges }: StateGraph): GraphLayout {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 10, ranksep: 13, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const shown = nodes.filter(({ within }) => within === null);
  const names = new Set(shown.map(({ name }) => name));
  for (const { name } of shown)
    graph.setNode(name, { width: name.length * CHARACTER_WIDTH + 18, height: STATE_HEIGHT });
  const catches = Map.groupBy(
    edges.filter(({ kind }) => kind === 'catch'),
    ({ to }) => to,
  );
  const drawn = edges.filter(
    ({ from, to }) => names.has(from) && names.has(to) && (catches.get(to)?.length ?? 0) <= MANY_CATCHES,
  );
  for (const { from, to, kind } of drawn) graph.setEdge(from, to, {}, kind);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    states: shown.map(({ name, type, comment }) => {
      const placed = graph.node(name) as { x: number; y: number; width: number; height: number };
      const left = placed.x - placed.width / 2;
      return { name, type, comment, left, top: placed.y - STATE_HEIGHT / 2, width: placed.width, height: STATE_HEIGHT };
    }),
    edges: drawn.map(({ from, to, kind }) => ({
      from,
      to,
      kind,
      points: (graph.edge(from, to, kind) as { points: PlacedEdge['points'] }).points,
    })),
  };
}
