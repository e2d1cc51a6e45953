import { OUTPUT_STRIDE } from '../../network/network.ts';
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import { DISTANCE_UNIT } from './network.ts';

/** Cells a side whose boxes are averaged: those that lie next to a centre see the same object. */
const WINDOW = 5;
/** Where nothing is nearby, no cell has a weight. */
const LEAST_WEIGHT = 1e-9;
/** A box's side is at least so far from its cell, in DISTANCE_UNIT: the logarithm stays finite. */
const LEAST_DISTANCE = 0.05;

/**
 * Averages the boxes of neighbouring cells, each weighted by the fourth power of its probability of being a centre:
 * several views of the same edges, of which one alone is off by more. Cells of other objects nearby are improbable in
 * between and hardly count; a lower power takes them into boxes of a few cells (bench/README.md).
 * @param distances [1, 4, h, w], logarithms in DISTANCE_UNIT; the result is of the same kind
 * @param probability [1, labels, h, w]
 */
export function emitAgreedBoxes(
  graph: GraphBuilder,
  distances: string,
  probability: string,
  [height, width]: readonly [number, number],
): string {
  const best = graph.op('ReduceMax', [probability], { axes: [1], keepdims: 1 });
  const square = graph.op('Mul', [best, best]);
  const weight = graph.op('Mul', [square, square]);
  const margin = (WINDOW - 1) / 2;
  const aroundEach = (x: string) =>
    graph.op('AveragePool', [x], {
      kernel_shape: [WINDOW, WINDOW],
      pads: [margin, margin, margin, margin],
      strides: [1, 1],
    });
  const cells = graph.tensor(cellPlaces(height, width), [1, 4, height, width]);
  const edges = graph.op('Sub', [graph.op('Exp', [distances]), cells]);
  const agreed = graph.op('Div', [
    aroundEach(graph.op('Mul', [edges, weight])),
    graph.op('Add', [aroundEach(weight), graph.scalar(LEAST_WEIGHT)]),
  ]);
  const fromCell = graph.op('Max', [graph.op('Add', [agreed, cells]), graph.scalar(LEAST_DISTANCE)]);
  return graph.op('Log', [fromCell]);
}

/**
 * What a cell's place adds to its distances to left, top, right and bottom, in DISTANCE_UNIT: without it, places of the
 * edges are left.
 */
function cellPlaces(height: number, width: number): Float32Array {
  const area = height * width;
  const unit = OUTPUT_STRIDE / DISTANCE_UNIT;
  return Float32Array.from({ length: 4 * area }, (_, index) => {
    const side = Math.floor(index / area);
    const cell = index % area;
    const place = unit * (side % 2 === 0 ? cell % width : Math.floor(cell / width));
    return side < 2 ? place : -place;
  });
}
