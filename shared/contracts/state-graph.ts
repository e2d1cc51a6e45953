/** A state of the machine as a picture shows it. */
export interface StateNode {
  name: string;
  type: string;
  comment: string;
  /** The Map state whose items it works on; null at the top. */
  within: string | null;
}

export interface StateEdge {
  from: string;
  to: string;
  /** `catch`: taken on an error. */
  kind: 'next' | 'catch';
}

/** States and transitions of a state machine, in the order of its definition. */
export interface StateGraph {
  startAt: string;
  nodes: StateNode[];
  edges: StateEdge[];
}
