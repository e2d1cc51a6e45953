import type { BoxSkill, Edges } from './box-workers.ts';
import type { DrawnBox } from './cluster-boxes.ts';

/** A box of a cluster, with its error against what the cluster's other workers say. */
export interface PlacedBox {
  worker: number;
  /** Undefined for the only box of a cluster. */
  againstOthers?: {
    /** Edge minus the others' consensus, relative to the object's width or height; bias not yet taken off. */
    residual: Edges;
    /** Variance of the others' consensus, relative. */
    variance: Edges;
  };
}

const STUDENT_NU = 4;
const ROUNDS = 3;
/** Pixels^2: nobody clicks more exactly than one pixel. */
const PIXEL_VARIANCE = 1;

const edgeOf = (box: DrawnBox, edge: number) =>
  edge === 0 ? box.left : edge === 1 ? box.top : edge === 2 ? box.left + box.width : box.top + box.height;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Where the object is: from the median, iteratively reweighted mean of the workers' edges without their bias; weight =
 * 1 / (variance x size^2 + 1 pixel^2) x the Student-t factor (nu 4), so that gross errors fade.
 */
export function fuseEdges(
  members: readonly DrawnBox[],
  workers: readonly BoxSkill[],
): { edges: Edges; placed: PlacedBox[] } {
  const starts = [0, 1, 2, 3].map((edge) => median(members.map((box) => edgeOf(box, edge)))) as Edges;
  const width = Math.max(1, starts[2] - starts[0]);
  const height = Math.max(1, starts[3] - starts[1]);
  const placed: PlacedBox[] = members.map((box) =>
    members.length > 1
      ? { worker: box.worker, againstOthers: { residual: [0, 0, 0, 0], variance: [0, 0, 0, 0] } }
      : { worker: box.worker },
  );
  const edges = starts.map((start, edge) => {
    const size = edge % 2 === 0 ? width : height;
    return fuseEdge({ members, workers, edge, start, size }, placed);
  }) as Edges;
  return { edges: atLeastOnePixel(edges), placed };
}

interface EdgeTask {
  members: readonly DrawnBox[];
  workers: readonly BoxSkill[];
  edge: number;
  /** The members' median, pixels. */
  start: number;
  /** Width or height of the object, pixels. */
  size: number;
}

/** One edge of the consensus; writes each member's residual and variance against the others into `placed`. */
function fuseEdge({ members, workers, edge, start, size }: EdgeTask, placed: PlacedBox[]): number {
  const count = members.length;
  const values = new Float64Array(count);
  const precisions = new Float64Array(count);
  const weights = new Float64Array(count);
  let precision = 0;
  for (let index = 0; index < count; index++) {
    const { bias, variance } = workers[members[index]!.worker]!;
    values[index] = edgeOf(members[index]!, edge) - bias[edge]! * size;
    precisions[index] = 1 / (variance * size ** 2 + PIXEL_VARIANCE);
    precision += precisions[index]!;
  }
  let centre = start;
  let total = 0;
  let moment = 0;
  for (let round = 0; round < ROUNDS; round++) {
    total = 0;
    moment = 0;
    for (let index = 0; index < count; index++) {
      const squared = (values[index]! - centre) ** 2 * precisions[index]!;
      weights[index] = ((STUDENT_NU + 1) / (STUDENT_NU + squared)) * precisions[index]!;
      total += weights[index]!;
      moment += weights[index]! * values[index]!;
    }
    centre = moment / total;
  }
  if (count > 1) {
    for (let index = 0; index < count; index++) {
      const others = (moment - values[index]! * weights[index]!) / (total - weights[index]!);
      const against = placed[index]!.againstOthers!;
      against.residual[edge] = (edgeOf(members[index]!, edge) - others) / size;
      against.variance[edge] = 1 / (precision - precisions[index]!) / size ** 2;
    }
  }
  return centre;
}

/** Biases of opposite signs can turn a tiny box inside out. */
function atLeastOnePixel([left, top, right, bottom]: Edges): Edges {
  const [x, y] = [Math.min(left, right), Math.min(top, bottom)];
  return [right > left ? left : x, bottom > top ? top : y, right > left ? right : x + 1, bottom > top ? bottom : y + 1];
}
