import type { Backbone } from '../../backbone/backbone.ts';
import { emitPixels, IMAGE_CHANNELS } from '../../images/image-input.ts';
import { OUTPUT_STRIDE, type Widths } from '../../network/network.ts';
import { TrainingLayers } from '../../network/training-layers.ts';
import { completeTrainingStep, type TrainingGraph } from '../../network/training-step.ts';
import { add, affine } from '../../onnx/elementwise.ts';
import { Tape } from '../../onnx/tape.ts';
import { boxLoss, centerLoss } from './loss.ts';
import { buildDetector } from './network.ts';

export interface TrainingShape {
  batch: number;
  /** Pixels, multiples of DEEPEST_STRIDE. */
  width: number;
  height: number;
  labels: number;
  widths: Widths;
  /** What the network sees beside the pixels; without one it learns from scratch. */
  backbone?: Pick<Backbone, 'features' | 'emit'> | undefined;
}

/** Weight of the boxes' loss against the centers'; measured in bench/README.md. */
const BOX_WEIGHT = 3;

/**
 * One whole training step as a graph, see `completeTrainingStep`. Further inputs: `image` (NHWC bytes), `peak` and
 * `calm` [N, labels, h, w], `distances` [N, 4, h, w], `boxWeight` [N, 1, h, w], and the scalar `perObject` (1 / objects
 * in the batch).
 */
export function buildTrainingGraph(shape: TrainingShape): TrainingGraph {
  const { batch, labels, width, height } = shape;
  const area = [height / OUTPUT_STRIDE, width / OUTPUT_STRIDE];
  const tape = new Tape();
  const input = (name: string, dimensions: readonly number[]) =>
    tape.leaf(tape.input(name, 'float32', dimensions), dimensions, false);
  const pixels = tape.input('image', 'uint8', [batch, height, width, 3]);
  const image = tape.leaf(emitPixels(tape, pixels), [batch, IMAGE_CHANNELS, ...area], false);
  const seen = shape.backbone?.emit(tape, pixels) ?? [];
  const features = seen.map((name, index) => {
    const { channels, stride } = shape.backbone!.features[index]!;
    return tape.leaf(name, [batch, channels, height / stride, width / stride], false);
  });
  const layers = new TrainingLayers(tape);
  const { centers, distances } = buildDetector(layers, image, features, labels, shape.widths);

  const perCell = [batch, labels, ...area];
  const atCenters = centerLoss(tape, centers, input('peak', perCell), input('calm', perCell));
  const atBoxes = boxLoss(
    tape,
    distances,
    input('distances', [batch, 4, ...area]),
    input('boxWeight', [batch, 1, ...area]),
  );
  const perObject = input('perObject', []);
  const sum = add(tape, atCenters, affine(tape, atBoxes, BOX_WEIGHT));
  const loss = tape.step(tape.op('Mul', [sum.name, perObject.name]), [], [sum], (dy) => [
    () => tape.op('Mul', [dy, perObject.name]),
  ]);
  return completeTrainingStep(tape, layers, loss);
}
