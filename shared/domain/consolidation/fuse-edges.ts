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

/** Where a cluster's object is. */
export interface FusedEdges {
  edges: Edges;
  /** In the order of the members. */
  placed: PlacedBox[];
  /** Standard deviation that an edge of the consensus has, relative to the object's size; mean of the four. */
  deviation: number;
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

/** A cluster's edges while they are fused; the arrays hold four values a member. */
interface Fusion {
  members: readonly DrawnBox[];
  /** Width, height, width, height of the median box, pixels. */
  sizes: Edges;
  /** Edges without the worker's bias, pixels. */
  values: Float64Array;
  /** 1 / variance of an edge by its worker's skill, pixels^-2. */
  precisions: Float64Array;
  /** Precision x what is left of it by Student's t. */
  weights: Float64Array;
  centre: Edges;
}

/**
 * Where the object is: from the median, iteratively reweighted mean of the workers' edges without their bias; weight =
 * 1 / (variance x size^2 + 1 pixel^2) x a Student-t factor (nu 4), so that gross errors fade. Half of the factor judges
 * the edge, half the whole box: who was wrong about three edges is hardly right about the fourth.
 */
export function fuseEdges(members: readonly DrawnBox[], workers: readonly BoxSkill[]): FusedEdges {
  const fusion = startAtMedian(members, workers);
  for (let round = 0; round < ROUNDS; round++) {
    reweigh(fusion);
    for (let edge = 0; edge < 4; edge++) fusion.centre[edge] = moment(fusion, edge) / sum(fusion.weights, edge);
  }
  return {
    edges: atLeastOnePixel(fusion.centre),
    placed: placeAgainstOthers(fusion),
    deviation: deviationOf(fusion),
  };
}

function startAtMedian(members: readonly DrawnBox[], workers: readonly BoxSkill[]): Fusion {
  const centre: Edges = [0, 0, 0, 0];
  for (let edge = 0; edge < 4; edge++) centre[edge] = median(members.map((box) => edgeOf(box, edge)));
  const width = Math.max(1, centre[2] - centre[0]);
  const height = Math.max(1, centre[3] - centre[1]);
  const sizes: Edges = [width, height, width, height];
  const values = new Float64Array(members.length * 4);
  const precisions = new Float64Array(members.length * 4);
  for (let index = 0; index < members.length; index++) {
    const { bias, variance } = workers[members[index]!.worker]!;
    for (let edge = 0; edge < 4; edge++) {
      values[index * 4 + edge] = edgeOf(members[index]!, edge) - bias[edge]! * sizes[edge]!;
      precisions[index * 4 + edge] = 1 / (variance * sizes[edge]! ** 2 + PIXEL_VARIANCE);
    }
  }
  return { members, sizes, values, precisions, weights: precisions.slice(), centre };
}

function reweigh({ values, precisions, weights, centre }: Fusion): void {
  for (let first = 0; first < values.length; first += 4) {
    let whole = 0;
    for (let edge = 0; edge < 4; edge++) {
      whole += (values[first + edge]! - centre[edge]!) ** 2 * precisions[first + edge]!;
    }
    const ofBox = (STUDENT_NU + 4) / (STUDENT_NU + whole);
    for (let edge = 0; edge < 4; edge++) {
      const squared = (values[first + edge]! - centre[edge]!) ** 2 * precisions[first + edge]!;
      const ofEdge = (STUDENT_NU + 1) / (STUDENT_NU + squared);
      weights[first + edge] = precisions[first + edge]! * Math.sqrt(ofBox * ofEdge);
    }
  }
}

function sum(values: Float64Array, edge: number): number {
  let total = 0;
  for (let at = edge; at < values.length; at += 4) total += values[at]!;
  return total;
}

function moment({ values, weights }: Fusion, edge: number): number {
  let total = 0;
  for (let at = edge; at < values.length; at += 4) total += values[at]! * weights[at]!;
  return total;
}

function placeAgainstOthers(fusion: Fusion): PlacedBox[] {
  const { members, sizes, values, precisions, weights } = fusion;
  if (members.length === 1) return [{ worker: members[0]!.worker }];
  const placed = members.map(({ worker }) => ({
    worker,
    againstOthers: { residual: [0, 0, 0, 0] as Edges, variance: [0, 0, 0, 0] as Edges },
  }));
  for (let edge = 0; edge < 4; edge++) {
    const first = moment(fusion, edge);
    const total = sum(weights, edge);
    const precision = sum(precisions, edge);
    for (let index = 0; index < members.length; index++) {
      const at = index * 4 + edge;
      const others = (first - values[at]! * weights[at]!) / (total - weights[at]!);
      const { residual, variance } = placed[index]!.againstOthers;
      residual[edge] = (edgeOf(members[index]!, edge) - others) / sizes[edge]!;
      variance[edge] = 1 / (precision - precisions[at]!) / sizes[edge]! ** 2;
    }
  }
  return placed;
}

/** By the workers' skills, scaled by how far this cluster's boxes really lie apart: the posterior of Student's t. */
function deviationOf({ members, sizes, values, precisions, centre }: Fusion): number {
  let apart = 0;
  for (let at = 0; at < values.length; at++) apart += (values[at]! - centre[at % 4]!) ** 2 * precisions[at]!;
  const scale = (STUDENT_NU + apart) / (STUDENT_NU + 4 * (members.length - 1));
  let deviation = 0;
  for (let edge = 0; edge < 4; edge++) deviation += Math.sqrt(scale / sum(precisions, edge)) / sizes[edge]! / 4;
  return deviation;
}

/** Biases of opposite signs can turn a tiny box inside out. */
function atLeastOnePixel([left, top, right, bottom]: Edges): Edges {
  const [x, y] = [Math.min(left, right), Math.min(top, bottom)];
  return [right > left ? left : x, bottom > top ? top : y, right > left ? right : x + 1, bottom > top ? bottom : y + 1];
}
