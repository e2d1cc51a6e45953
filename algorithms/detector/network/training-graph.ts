import type { Backbone } from '../../backbone/backbone.ts';
import { emitAdamW } from '../../onnx/adamw.ts';
import { type BatchStatistics, normalize } from '../../onnx/batch-normalization.ts';
import { convolve, upsample } from '../../onnx/convolution.ts';
import { add, affine, relu } from '../../onnx/elementwise.ts';
import { encodeModel } from '../../onnx/onnx-model.ts';
import { ParameterLayout } from '../../onnx/parameters.ts';
import { Tape, type Value } from '../../onnx/tape.ts';
import { emitPixels, IMAGE_CHANNELS } from '../images/image-input.ts';
import { boxLoss, centerLoss } from './loss.ts';
import { buildNetwork, type Layers, OUTPUT_STRIDE, type Widths } from './network.ts';

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

/** Flat vectors that a step takes as inputs under these names and gives back as `next.<name>`. */
export const STATE = ['parameters', 'momentum', 'variance', 'average', 'statistics'] as const;
export type StateName = (typeof STATE)[number];

export interface TrainingGraph {
  tape: Tape;
  layout: ParameterLayout;
  /** Length of `statistics`: mean, then variance of each normalized block, in order. */
  statisticsSize: number;
  /** Names of the scalar loss and the flat gradient inside the graph. */
  loss: string;
  gradient: string;
}

/** Weight of the boxes' loss against the centers'. */
const BOX_WEIGHT = 2;

/**
 * One whole training step as a graph: loss, gradients, AdamW, exponential moving averages of the parameters and of the
 * batch statistics. Inputs: `image` (NHWC bytes), `peak` and `calm` [N, labels, h, w], `distances` [N, 4, h, w], `boxWeight`
 * [N, 1, h, w], the state, and the scalars `perObject` (1 / objects in the batch), `learningRate`, `momentumCorrection`, `varianceCorrection`,
 * `averageDecay`. Outputs: `loss` and `next.<state>`.
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
  const { centers, distances } = buildNetwork(layers, image, features, labels, shape.widths);

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

  const { layout, statistics } = layers;
  const gradients = tape.gradients(loss);
  const gradient = tape.op(
    'Concat',
    layers.leaves.map((leaf) => tape.op('Reshape', [gradients.get(leaf)!, tape.integers(-1)])),
    { axis: 0 },
  );
  const vector = (name: StateName, size: number) => tape.input(name, 'float32', [size]);
  const scalar = (name: string) => tape.input(name, 'float32', []);
  const before = {
    parameters: vector('parameters', layout.size),
    momentum: vector('momentum', layout.size),
    variance: vector('variance', layout.size),
  };
  const after = emitAdamW(tape, layout, gradient, before, {
    learningRate: scalar('learningRate'),
    momentumCorrection: scalar('momentumCorrection'),
    varianceCorrection: scalar('varianceCorrection'),
  });
  const statisticsSize = statistics.reduce((size, { channels }) => size + 2 * channels, 0);
  const current = tape.op(
    'Concat',
    statistics.flatMap(({ mean, variance }) => [mean, variance]),
    { axis: 0 },
  );
  const decay = scalar('averageDecay');
  const follow = (average: string, value: string) =>
    tape.op('Add', [value, tape.op('Mul', [decay, tape.op('Sub', [average, value])])]);
  const next: Record<StateName, string> = {
    ...after,
    average: follow(vector('average', layout.size), after.parameters),
    statistics: follow(vector('statistics', statisticsSize), current),
  };
  for (const name of STATE)
    tape.output(`next.${name}`, next[name], [name === 'statistics' ? statisticsSize : layout.size]);
  tape.output('loss', loss.name, []);
  return { tape, layout, statisticsSize, loss: loss.name, gradient };
}

export const encodeTrainingGraph = ({ tape }: TrainingGraph) => encodeModel(tape, 'labelloop detector training step');

class TrainingLayers implements Layers<Value> {
  readonly layout = new ParameterLayout();
  /** The parameters as values, in the layout's order. */
  readonly leaves: Value[] = [];
  readonly statistics: BatchStatistics[] = [];
  readonly #tape: Tape;

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  block(name: string, x: Value, options: { outputs: number; kernel: 1 | 3; stride: 1 | 2 }): Value {
    const { outputs, kernel, stride } = options;
    const inputs = x.shape[1]!;
    const weights = this.#parameter(`${name}.weights`, [outputs, inputs, kernel, kernel], {
      mean: 0,
      deviation: Math.sqrt(2 / (inputs * kernel * kernel)),
    });
    const gain = this.#parameter(`${name}.gain`, [outputs], { mean: 1, deviation: 0 });
    const offset = this.#parameter(`${name}.offset`, [outputs], { mean: 0, deviation: 0 });
    const { y, statistics } = normalize(this.#tape, convolve(this.#tape, x, weights, stride), gain, offset);
    this.statistics.push(statistics);
    return relu(this.#tape, y);
  }

  head(name: string, x: Value, { outputs, bias }: { outputs: number; bias: number }): Value {
    const weights = this.#parameter(`${name}.weights`, [outputs, x.shape[1]!, 1, 1], { mean: 0, deviation: 0.01 });
    const biases = this.#parameter(`${name}.bias`, [outputs], { mean: bias, deviation: 0 });
    return convolve(this.#tape, x, weights, 1, biases);
  }

  add(a: Value, b: Value): Value {
    return add(this.#tape, a, b);
  }

  upsample(x: Value): Value {
    return upsample(this.#tape, x);
  }

  #parameter(name: string, shape: readonly number[], start: { mean: number; deviation: number }): Value {
    const { offset, size } = this.layout.append(name, shape, start);
    const flat = this.#tape.op('Slice', [
      'parameters',
      this.#tape.integers(offset),
      this.#tape.integers(offset + size),
    ]);
    const leaf = this.#tape.leaf(this.#tape.op('Reshape', [flat, this.#tape.integers(...shape)]), shape, true);
    this.leaves.push(leaf);
    return leaf;
  }
}
