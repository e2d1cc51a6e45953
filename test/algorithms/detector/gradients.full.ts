/** @jest-environment ./test/algorithms/detector/onnx-environment.mjs */
import { describe, expect, it, jest } from '@jest/globals';
import { Tensor } from 'onnxruntime-node';
import { boxLoss, centerLoss } from '../../../algorithms/detector/network/loss.ts';
import { buildTrainingGraph } from '../../../algorithms/detector/network/training-graph.ts';
import { normalize } from '../../../algorithms/onnx/batch-normalization.ts';
import { convolve, upsample } from '../../../algorithms/onnx/convolution.ts';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from '../../../algorithms/onnx/cross-entropy.ts';
import * as elementwise from '../../../algorithms/onnx/elementwise.ts';
import type { GraphBuilder } from '../../../algorithms/onnx/graph-builder.ts';
import { encodeModel, type Graph } from '../../../algorithms/onnx/onnx-model.ts';
import { openSession } from '../../../algorithms/onnx/onnx-runtime.ts';
import { randomFor } from '../../../algorithms/onnx/random.ts';
import { averagePool, spreadChannels } from '../../../algorithms/onnx/resampling.ts';
import { Tape, type Value } from '../../../algorithms/onnx/tape.ts';
import { type Double, interpret } from './float64-interpreter.ts';

jest.setTimeout(120_000);

/** Graphs of the tests have fixed sizes. */
const fixed = (shape: readonly (number | string)[]) => shape as readonly number[];
const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

type Feeds = Record<string, Double>;

/** Runs the graph in ONNX Runtime and gives back the float32 tensor `name`. */
async function runOnnx(graph: Graph, feeds: Feeds, name: string, shape: readonly number[]): Promise<Float32Array> {
  const model = encodeModel({ ...graph, outputs: [{ name, type: 'float32', shape }] }, 'test');
  const session = await openSession(model, 1);
  const inputs = Object.fromEntries(
    graph.inputs.map(({ name: input, type, shape: dimensions }) => {
      const data = feeds[input]!.data;
      return [
        input,
        new Tensor(type, type === 'uint8' ? Uint8Array.from(data) : Float32Array.from(data), fixed(dimensions)),
      ];
    }),
  );
  const outputs = await session.run(inputs);
  await session.release();
  return outputs[name]!.data as Float32Array;
}

/** Central difference in double precision of the loss by element `index` of the feed `name`. */
function finiteDifference(graph: Graph, feeds: Feeds, loss: string, name: string, index: number): number {
  const STEP = 1e-5;
  const at = (shift: number) => {
    const moved = { shape: feeds[name]!.shape, data: feeds[name]!.data.slice() };
    moved.data[index] = moved.data[index]! + shift;
    return interpret(graph, { ...feeds, [name]: moved }, loss).data[0]!;
  };
  return (at(STEP) - at(-STEP)) / (2 * STEP);
}

/** Largest difference relative to the largest true gradient. */
function relativeError(actual: readonly number[], expected: readonly number[]): number {
  const scale = Math.max(...expected.map(Math.abs), 1e-6);
  return Math.max(...actual.map((value, index) => Math.abs(value - expected[index]!))) / scale;
}

type Operation = (tape: Tape, ...inputs: Value[]) => Value;

const image = [2, 3, 6, 8];
const operations: [string, readonly (readonly number[])[], Operation][] = [
  ['add', [image, image], elementwise.add],
  ['subtract', [image, image], elementwise.subtract],
  ['multiply', [image, image], elementwise.multiply],
  ['divide', [image, image], (tape, a, b) => elementwise.divide(tape, a, elementwise.exponential(tape, b))],
  ['affine', [image], (tape, x) => elementwise.affine(tape, x, -2, 3)],
  ['minimum', [image, image], elementwise.minimum],
  ['maximum', [image, image], elementwise.maximum],
  ['exponential', [image], elementwise.exponential],
  ['sigmoid', [image], elementwise.sigmoid],
  ['softplus', [image], elementwise.softplus],
  ['relu', [image], elementwise.relu],
  ['total', [image], elementwise.total],
  [
    'channels',
    [image],
    (tape, x) => {
      const [first, second, third] = elementwise.channels(tape, x) as [Value, Value, Value];
      return elementwise.multiply(tape, first, elementwise.add(tape, second, elementwise.multiply(tape, third, third)));
    },
  ],
  ['upsample', [image], upsample],
  ['convolve 3x3', [image, [4, 3, 3, 3]], (tape, x, w) => convolve(tape, x, w, 1)],
  ['convolve 3x3, stride 2', [image, [4, 3, 3, 3]], (tape, x, w) => convolve(tape, x, w, 2)],
  [
    'convolve 3x3, stride 2, odd size',
    [
      [2, 3, 5, 7],
      [4, 3, 3, 3],
    ],
    (tape, x, w) => convolve(tape, x, w, 2),
  ],
  [
    'convolve 3x3, many channels',
    [
      [2, 18, 4, 6],
      [4, 18, 3, 3],
    ],
    (tape, x, w) => convolve(tape, x, w, 1),
  ],
  [
    'convolve 3x3, many channels, stride 2',
    [
      [2, 18, 4, 6],
      [4, 18, 3, 3],
    ],
    (tape, x, w) => convolve(tape, x, w, 2),
  ],
  ['convolve 1x1 with bias', [image, [4, 3, 1, 1], [4]], (tape, x, w, b) => convolve(tape, x, w, 1, b)],
  ['normalize', [image, [3], [3]], (tape, x, gain, offset) => normalize(tape, x, gain, offset).y],
  ['averagePool', [image], averagePool],
  ['spreadChannels', [[2, 8, 3, 4]], spreadChannels],
  [
    'softmaxCrossEntropy',
    [image],
    (tape, x) => {
      const weights = Float32Array.from({ length: size(image) }, (_, index) => ((index * 7) % 5) / 5);
      return softmaxCrossEntropy(tape, x, tape.leaf(tape.tensor(weights, image), image, false));
    },
  ],
  ['sigmoidCrossEntropy', [image, image, image], sigmoidCrossEntropy],
  ['the loss of centres', [image, image, image], centerLoss],
  [
    'the loss of boxes',
    [
      [2, 4, 3, 5],
      [2, 4, 3, 5],
      [2, 1, 3, 5],
    ],
    (tape, x, target, weight) => boxLoss(tape, x, elementwise.exponential(tape, target), weight),
  ],
];

/** Its features come from outside. */
const backbone = {
  features: [4, 8, 16, 32].map((stride) => ({ stride, channels: 5 })),
  emit: (graph: GraphBuilder) =>
    [4, 8, 16, 32].map((stride) => graph.input(`seen${stride}`, 'float32', [2, 5, 32 / stride, 64 / stride])),
};

describe('gradients', () => {
  it.each(operations)('of %s are those of finite differences', async (_, shapes, operation) => {
    const random = randomFor(1, shapes.length);
    const tape = new Tape();
    const inputs = shapes.map((shape, index) => tape.leaf(tape.input(`x${index}`, 'float32', shape), shape, true));
    const feeds: Feeds = Object.fromEntries(
      shapes.map((shape, index) => [
        `x${index}`,
        { shape: [...shape], data: Float64Array.from({ length: size(shape) }, () => Math.fround(2 * random() - 1)) },
      ]),
    );
    const y = operation(tape, ...inputs);
    // Every output element counts with another weight, so that no two errors cancel.
    const weights = Float32Array.from({ length: size(y.shape) }, () => random() + 0.5);
    const weighted = elementwise.multiply(tape, y, tape.leaf(tape.tensor(weights, y.shape), y.shape, false));
    const loss = elementwise.total(tape, weighted);
    const gradients = tape.gradients(loss);
    for (const input of inputs) {
      const count = size(input.shape);
      const probes = Array.from(
        { length: Math.min(count, 12) },
        (_, probe) => Math.floor((probe * count) / 12) % count,
      );
      const actual = await runOnnx(tape, feeds, gradients.get(input)!, input.shape);
      const expected = probes.map((probe) => finiteDifference(tape, feeds, loss.name, input.name, probe));
      expect(
        relativeError(
          probes.map((probe) => actual[probe]!),
          expected,
        ),
      ).toBeLessThan(2e-5);
    }
  });

  it.each([
    ['the whole network', undefined],
    ['the network that sees through a backbone', backbone],
  ])('of %s and its loss are those of finite differences, in every parameter tensor', async (_, eyes) => {
    const shape = { batch: 2, width: 64, height: 32, labels: 2, widths: [4, 6, 8] as const };
    const graph = buildTrainingGraph({ ...shape, backbone: eyes });
    const random = randomFor(3);
    const feeds: Feeds = Object.fromEntries(
      graph.tape.inputs.map(({ name, type, shape }) => {
        const value = () => (type === 'uint8' ? Math.floor(256 * random()) : Math.fround(random()));
        return [name, { shape: [...fixed(shape)], data: Float64Array.from({ length: size(fixed(shape)) }, value) }];
      }),
    );
    feeds.parameters = { shape: [graph.layout.size], data: Float64Array.from(graph.layout.initial(random)) };
    const actual = await runOnnx(graph.tape, feeds, graph.gradient, [graph.layout.size]);
    for (const { name, offset, size: count } of graph.layout.parameters) {
      const probes = [0, 1, 2].map((probe) => offset + Math.floor((probe * count) / 3));
      const expected = probes.map((probe) => finiteDifference(graph.tape, feeds, graph.loss, 'parameters', probe));
      const scale = Math.max(...actual.subarray(offset, offset + count).map(Math.abs));
      const error = Math.max(...probes.map((probe, index) => Math.abs(actual[probe]! - expected[index]!))) / scale;
      expect({ name, error: error < 1e-3 ? 'small' : error }).toEqual({ name, error: 'small' });
    }
  });
});
