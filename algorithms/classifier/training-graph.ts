import type { Backbone } from '../backbone/backbone.ts';
import { emitPixels, IMAGE_CHANNELS } from '../images/image-input.ts';
import { OUTPUT_STRIDE, type Widths } from '../network/network.ts';
import { TrainingLayers } from '../network/training-layers.ts';
import { completeTrainingStep, type TrainingGraph } from '../network/training-step.ts';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from '../onnx/cross-entropy.ts';
import { affine } from '../onnx/elementwise.ts';
import { averagePool } from '../onnx/resampling.ts';
import { Tape, type Value } from '../onnx/tape.ts';
import { buildClassifier, type ClassifierLayers } from './network.ts';

export interface ClassifierShape {
  batch: number;
  /** Pixels, multiples of DEEPEST_STRIDE. */
  width: number;
  height: number;
  labels: number;
  /** Whether an image may have several classes: each is a question of its own. */
  isMulti: boolean;
  widths: Widths;
  backbone?: Pick<Backbone, 'features' | 'emit'> | undefined;
}

/**
 * One whole training step as a graph, see `completeTrainingStep`. Further inputs: `image` (NHWC bytes) and `target` [N,
 * labels, 1, 1]; for several classes an image also `checked` of that shape, 0 where nobody looked for the class.
 */
export function buildClassifierTraining(shape: ClassifierShape): TrainingGraph {
  const { batch, labels, width, height, isMulti } = shape;
  const tape = new Tape();
  const input = (name: string, dimensions: readonly number[]) =>
    tape.leaf(tape.input(name, 'float32', dimensions), dimensions, false);
  const pixels = tape.input('image', 'uint8', [batch, height, width, 3]);
  const area = [height / OUTPUT_STRIDE, width / OUTPUT_STRIDE];
  const image = tape.leaf(emitPixels(tape, pixels), [batch, IMAGE_CHANNELS, ...area], false);
  const features = (shape.backbone?.emit(tape, pixels) ?? []).map((name, index) => {
    const { channels, stride } = shape.backbone!.features[index]!;
    return tape.leaf(name, [batch, channels, height / stride, width / stride], false);
  });
  const layers = new LearningClassifierLayers(tape);
  const logits = buildClassifier(layers, image, features, labels, shape.widths);
  const target = input('target', [batch, labels, 1, 1]);
  const sum = isMulti
    ? sigmoidCrossEntropy(tape, logits, target, input('checked', [batch, labels, 1, 1]))
    : softmaxCrossEntropy(tape, logits, target);
  return completeTrainingStep(tape, layers, affine(tape, sum, 1 / batch));
}

class LearningClassifierLayers extends TrainingLayers implements ClassifierLayers<Value> {
  readonly #pooling: Tape;

  constructor(tape: Tape) {
    super(tape);
    this.#pooling = tape;
  }

  pool(x: Value): Value {
    return averagePool(this.#pooling, x);
  }
}
