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
  /** Part of the way on; others are only of interest when somebody looks at their state. */
  isPlain: boolean;
  points: Array<{ x: number; y: number }>;
}

export interface GraphLayout {
  width: number;
  height: number;
  states: PlacedState[];
  edges: PlacedEdge[];
}

const STATE_HEIGHT = 28;
const CHARACTER_WIDTH = 9;

/** Ways into a state that more errors than this lead to would only spread the picture. */
const MANY_CATCHES = 5;

/**
 * Lays the states of the top level out from top to bottom; those inside a Map are its own affair. The ways that errors
 * take are drawn from state to state, straight, and move no state: but for the last one into a state that nothing else
 * leads to, which would stand nowhere.
 */
export function layoutGraph({ nodes, edges }: StateGraph): GraphLayout {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 8, ranksep: 8, edgesep: 2, ranker: 'tight-tree', marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const shown = nodes.filter(({ within }) => within === null);
  const names = new Set(shown.map(({ name }) => name));
  for (const { name } of shown)
    graph.setNode(name, { width: name.length * CHARACTER_WIDTH + 18, height: STATE_HEIGHT });
  const drawn = edges.filter(({ from, to }) => names.has(from) && names.has(to));
  const into = Map.groupBy(drawn, ({ to }) => to);
  for (const ways of into.values()) {
    const catches = ways.filter(({ kind }) => kind === 'catch');
    if (catches.length > MANY_CATCHES) continue;
    const placing = catches.length === ways.length ? catches.slice(-1) : ways.filter(({ kind }) => kind === 'next');
    for (const { from, to, kind } of placing) graph.setEdge(from, to, {}, kind);
  }
  layout(graph);
  const centre = (name: string) => {
    const { x, y } = graph.node(name) as { x: number; y: number };
    return { x, y };
  };
  const pointsOf = ({ from, to, kind }: (typeof drawn)[number]) =>
    graph.hasEdge(from, to, kind) && kind === 'next'
      ? (graph.edge(from, to, kind) as Pick<PlacedEdge, 'points'>).points
      : [centre(from), centre(to)];
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
      ...{ from, to, kind, isPlain: graph.hasEdge(from, to, kind) },
      points: pointsOf({ from, to, kind }),
    })),
  };
}
