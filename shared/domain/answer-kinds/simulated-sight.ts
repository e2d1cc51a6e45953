import type { BoundingBox } from '../shapes/bounding-box.ts';

/**
 * What a simulated worker has seen on an object: the boxes that they would draw; masks and polygons follow their edges.
 */
export interface Sight {
  /** Pixels. */
  size: { width: number; height: number };
  boxes: Array<BoundingBox & { label: string }>;
  /** The boxes that they would draw in each frame, where the object is a sequence. */
  frames?: ReadonlyArray<ReadonlyArray<BoundingBox & { label: string }>>;
  /** The class that is right; undefined where the object has none. */
  label: string | undefined;
  /** All classes that are right. */
  labelSet: readonly string[];
  /** The job's, in class-id order. */
  labels: readonly string[];
  /** Boxes to start from, where the task has some. */
  initial: Array<BoundingBox & { label: string }> | undefined;
  /** How often the worker chooses a wrong class, 0..1. */
  wrongLabel: number;
  /** Uniform in [0, 1); the only source of chance. */
  random: () => number;
}
