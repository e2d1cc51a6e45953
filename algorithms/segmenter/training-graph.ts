import type { Backbone } from '../backbone/backbone.ts';
import { emitPixels, IMAGE_CHANNELS } from '../images/image-input.ts';
import { OUTPUT_STRIDE, type Widths } from '../network/network.ts';
import { TrainingLayers } from '../network/training-layers.ts';
import { completeTrainingStep, type TrainingGraph } from '../network/training-step.ts';
import { softmaxCrossEntropy } from '../onnx/cross-entropy.ts';
import { spreadChannels } from '../onnx/resampling.ts';
import { Tape, type Value } from '../onnx/tape.ts';
import { buildSegmenter, CELL, type SegmenterLayers } from './network.ts';

export interface SegmenterShape {
  batch: number;
  /** Pixels, multiples of DEEPEST_STRIDE. */
  width: number;
  height: number;
  labels: number;
  widths: Widths;
  backbone?: Pick<Backbone, 'features' | 'emit'> | undefined;
}

/**
 * One whole training step as a graph, see `completeTrainingStep`. Further inputs: `image` (NHWC bytes) and `target` [N,
 * 1 + labels, H / 2, W / 2], whose channels sum to the weight of the cell; all weights sum to 1.
 */
export function buildSegmenterTraining(shape: SegmenterShape): TrainingGraph {
  const { batch, labels, width, height } = shape;
  const tape = new Tape();
  const pixels = tape.input('image', 'uint8', [batch, height, width, 3]);
  const area = [height / OUTPUT_STRIDE, width / OUTPUT_STRIDE];
  const image = tape.leaf(emitPixels(tape, pixels), [batch, IMAGE_CHANNELS, ...area], false);
  const features = (shape.backbone?.emit(tape, pixels) ?? []).map((name, index) => {
    const { channels, stride } = shape.backbone!.features[index]!;
    return tape.leaf(name, [batch, channels, height / stride, width / stride], false);
  });
  const layers = new LearningSegmenterLayers(tape);
  const logits = buildSegmenter(layers, image, features, labels, shape.widths);
  const cells = [batch, 1 + labels, height / CELL, width / CELL];
  const target = tape.leaf(tape.input('target', 'float32', cells), cells, false);
  return completeTrainingStep(tape, layers, softmaxCrossEntropy(tape, logits, target));
}

class LearningSegmenterLayers extends TrainingLayers implements SegmenterLayers<Value> {
  readonly #spreading: Tape;

  constructor(tape: Tape) {
    super(tape);
    this.#spreading = tape;
  }

  spread(x: Value): Value {
    return spreadChannels(this.#spreading, x);
  }
}
