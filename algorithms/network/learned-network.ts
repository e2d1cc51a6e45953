import type { Flip } from '../images/augmentation.ts';
import type { TrainingGraph } from './training-step.ts';

/** A network as it has learned: what its inference graph is built from. */
export interface LearnedNetwork<Shape> {
  shape: Omit<Shape, 'batch'>;
  layout: TrainingGraph['layout'];
  /** Flat parameters and batch statistics. */
  parameters: Float32Array;
  statistics: Float32Array;
  /** The mirror images that it has learned too: its answer is the mean over all of them. */
  flip: Flip;
}
