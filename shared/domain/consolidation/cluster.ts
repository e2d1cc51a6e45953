import type { BoundingBox } from '../shapes/bounding-box.ts';
import type { Edges } from './box-workers.ts';
import type { DrawnBox } from './cluster-boxes.ts';
import type { FusedEdges } from './fuse-edges.ts';

/** Boxes of different workers that may show one object, and what is thought of it so far. */
export interface Cluster extends FusedEdges {
  /** The boxes of one object: one of each worker at most. */
  members: DrawnBox[];
  /** Probability that it is an object. */
  existence: number;
  /** Probability of each label. */
  labels: number[];
}

export const boxOfEdges = ([left, top, right, bottom]: Edges): BoundingBox => ({
  left,
  top,
  width: right - left,
  height: bottom - top,
});
