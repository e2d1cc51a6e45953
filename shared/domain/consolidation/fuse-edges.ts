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

const edgesOf = (box: DrawnBox): Edges => [box.left, box.top, box.left + box.width, box.top + box.height];

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
  const drawn = members.map(edgesOf);
  const starts = [0, 1, 2, 3].map((edge) => median(drawn.map((edges) => edges[edge]!)));
  const width = Math.max(1, starts[2]! - starts[0]!);
  const height = Math.max(1, starts[3]! - starts[1]!);
  const edges: Edges = [0, 0, 0, 0];
  const placed: PlacedBox[] = members.map((box) =>
    members.length > 1
      ? { worker: box.worker, againstOthers: { residual: [0, 0, 0, 0], variance: [0, 0, 0, 0] } }
      : { worker: box.worker },
  );
  for (let edge = 0; edge < 4; edge++) {
    const size = edge % 2 === 0 ? width : height;
    const variances = members.map((box) => workers[box.worker]!.variance * size ** 2 + PIXEL_VARIANCE);
    const values = members.map((box, index) => drawn[index]![edge]! - workers[box.worker]!.bias[edge]! * size);
    let centre = median(values);
    let weights: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      weights = values.map(
        (value, index) =>
          (STUDENT_NU + 1) / (STUDENT_NU + (value - centre) ** 2 / variances[index]!) / variances[index]!,
      );
      centre = weightedMean(values, weights);
    }
    edges[edge] = centre;
    placeAgainstOthers(placed, edge, { drawn: drawn.map((own) => own[edge]!), values, weights, variances, size });
  }
  if (edges[2] <= edges[0]) [edges[0], edges[2]] = [Math.min(edges[0], edges[2]), Math.min(edges[0], edges[2]) + 1];
  if (edges[3] <= edges[1]) [edges[1], edges[3]] = [Math.min(edges[1], edges[3]), Math.min(edges[1], edges[3]) + 1];
  return { edges, placed };
}

function weightedMean(values: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (const [index, value] of values.entries()) {
    sum += value * weights[index]!;
    total += weights[index]!;
  }
  return sum / total;
}

function placeAgainstOthers(
  placed: PlacedBox[],
  edge: number,
  cluster: { drawn: number[]; values: number[]; weights: number[]; variances: number[]; size: number },
): void {
  if (placed.length < 2) return;
  const { drawn, values, weights, variances, size } = cluster;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const moment = values.reduce((sum, value, index) => sum + value * weights[index]!, 0);
  const precision = variances.reduce((sum, variance) => sum + 1 / variance, 0);
  placed.forEach((box, index) => {
    const others = (moment - values[index]! * weights[index]!) / (total - weights[index]!);
    box.againstOthers!.residual[edge] = (drawn[index]! - others) / size;
    box.againstOthers!.variance[edge] = 1 / (precision - 1 / variances[index]!) / size ** 2;
  });
}
