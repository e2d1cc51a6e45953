/** A network of nodes between a source and a sink; arcs come in pairs, there and back. */
export class FlowNetwork {
  /** Per node: what still can come from the source (more than 0) or go to the sink (less). */
  readonly terminal: Float32Array;
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly head: Int32Array;
  readonly capacity: Float32Array;
  #arcs = 0;

  /** @param pairs most pairs of arcs */
  constructor(nodes: number, pairs: number) {
    this.terminal = new Float32Array(nodes);
    this.first = new Int32Array(nodes).fill(-1);
    this.next = new Int32Array(2 * pairs);
    this.head = new Int32Array(2 * pairs);
    this.capacity = new Float32Array(2 * pairs);
  }

  /** Joins two nodes by the same capacity in both directions. */
  join(from: number, to: number, capacity: number): void {
    for (const [tail, tip] of [
      [from, to],
      [to, from],
    ] as const) {
      const arc = this.#arcs++;
      this.head[arc] = tip;
      this.capacity[arc] = capacity;
      this.next[arc] = this.first[tail]!;
      this.first[tail] = arc;
    }
  }
}

const NONE = -1;
const TERMINAL = -2;
const ORPHAN = -3;

/**
 * Which nodes are on the source's side of the cheapest cut: 1, the others 0.
 * @see Boykov and Kolmogorov, "An experimental comparison of min-cut/max-flow algorithms", PAMI 26 (2004)
 */
export function minCut(network: FlowNetwork): Uint8Array {
  const { terminal, first, next, head, capacity } = network;
  const count = terminal.length;
  /** The arc to the parent in the node's tree. */
  const parent = new Int32Array(count).fill(NONE);
  const isSink = new Uint8Array(count);
  const distance = new Int32Array(count);
  const stamp = new Int32Array(count);
  const isActive = new Uint8Array(count);
  let active: number[] = [];
  let reached: number[] = [];
  let orphans: number[] = [];
  let time = 0;

  const activate = (node: number) => {
    if (isActive[node]) return;
    isActive[node] = 1;
    reached.push(node);
  };
  const orphan = (node: number) => {
    parent[node] = ORPHAN;
    orphans.push(node);
  };
  for (let node = 0; node < count; node++) {
    if (terminal[node] === 0) continue;
    isSink[node] = terminal[node]! < 0 ? 1 : 0;
    parent[node] = TERMINAL;
    distance[node] = 1;
    activate(node);
  }

  /** @returns the arc from the source's tree to the sink's that was met; NONE when the tree cannot grow here */
  const grow = (node: number): number => {
    for (let arc = first[node]!; arc !== NONE; arc = next[arc]!) {
      const room = isSink[node] ? capacity[arc ^ 1]! : capacity[arc]!;
      if (room <= 0) continue;
      const other = head[arc]!;
      if (parent[other] === NONE) {
        isSink[other] = isSink[node]!;
        parent[other] = arc ^ 1;
        stamp[other] = stamp[node]!;
        distance[other] = distance[node]! + 1;
        activate(other);
      } else if (isSink[other] !== isSink[node]) return isSink[node] ? arc ^ 1 : arc;
      else if (stamp[other]! <= stamp[node]! && distance[other]! > distance[node]!) {
        parent[other] = arc ^ 1;
        stamp[other] = stamp[node]!;
        distance[other] = distance[node]! + 1;
      }
    }
    return NONE;
  };

  const augment = (middle: number) => {
    let most = capacity[middle]!;
    let node = head[middle ^ 1]!;
    for (let arc = parent[node]!; arc !== TERMINAL; node = head[arc]!, arc = parent[node]!)
      most = Math.min(most, capacity[arc ^ 1]!);
    most = Math.min(most, terminal[node]!);
    node = head[middle]!;
    for (let arc = parent[node]!; arc !== TERMINAL; node = head[arc]!, arc = parent[node]!)
      most = Math.min(most, capacity[arc]!);
    most = Math.min(most, -terminal[node]!);

    capacity[middle]! -= most;
    capacity[middle ^ 1]! += most;
    node = head[middle ^ 1]!;
    for (let arc = parent[node]!; arc !== TERMINAL; ) {
      capacity[arc]! += most;
      capacity[arc ^ 1]! -= most;
      if (capacity[arc ^ 1]! <= 0) orphan(node);
      node = head[arc]!;
      arc = parent[node]!;
    }
    terminal[node]! -= most;
    if (terminal[node]! <= 0) orphan(node);
    node = head[middle]!;
    for (let arc = parent[node]!; arc !== TERMINAL; ) {
      capacity[arc ^ 1]! += most;
      capacity[arc]! -= most;
      if (capacity[arc]! <= 0) orphan(node);
      node = head[arc]!;
      arc = parent[node]!;
    }
    terminal[node]! += most;
    if (terminal[node]! >= 0) orphan(node);
  };

  /** How far the node's root is, Infinity when it has none any more. */
  const depthOf = (start: number): number => {
    let depth = 0;
    for (let node = start; ; node = head[parent[node]!]!) {
      if (stamp[node] === time) return depth + distance[node]!;
      const arc = parent[node]!;
      depth++;
      if (arc === TERMINAL) {
        stamp[node] = time;
        distance[node] = 1;
        return depth;
      }
      if (arc === ORPHAN || arc === NONE) return Infinity;
    }
  };

  const adopt = (node: number) => {
    const side = isSink[node]!;
    let best = NONE;
    let least = Infinity;
    for (let arc = first[node]!; arc !== NONE; arc = next[arc]!) {
      const other = head[arc]!;
      const room = side ? capacity[arc]! : capacity[arc ^ 1]!;
      if (room <= 0 || isSink[other] !== side || parent[other] === NONE) continue;
      const depth = depthOf(other);
      if (depth === Infinity) continue;
      if (depth < least) {
        best = arc;
        least = depth;
      }
      let left = depth;
      for (let each = other; stamp[each] !== time; each = head[parent[each]!]!) {
        stamp[each] = time;
        distance[each] = left--;
      }
    }
    parent[node] = best;
    if (best !== NONE) {
      stamp[node] = time;
      distance[node] = least + 1;
      return;
    }
    for (let arc = first[node]!; arc !== NONE; arc = next[arc]!) {
      const other = head[arc]!;
      if (isSink[other] !== side || parent[other] === NONE) continue;
      if ((side ? capacity[arc]! : capacity[arc ^ 1]!) > 0) activate(other);
      const up = parent[other]!;
      if (up >= 0 && head[up] === node) orphan(other);
    }
  };

  for (;;) {
    if (active.length === 0) {
      active = reached.reverse();
      reached = [];
      if (active.length === 0) break;
    }
    const node = active.pop()!;
    isActive[node] = 0;
    while (parent[node] !== NONE) {
      const middle = grow(node);
      time++;
      if (middle === NONE) break;
      augment(middle);
      while (orphans.length > 0) {
        const some = orphans;
        orphans = [];
        for (const each of some) adopt(each);
      }
    }
  }
  return Uint8Array.from(parent, (arc, node) => (arc !== NONE && !isSink[node] ? 1 : 0));
}
