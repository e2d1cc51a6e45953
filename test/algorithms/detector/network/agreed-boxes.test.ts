/** @jest-environment ./test/algorithms/detector/onnx-environment.mjs */
import { expect, it } from '@jest/globals';
import { emitAgreedBoxes } from '../../../../algorithms/detector/network/agreed-boxes.ts';
import { GraphBuilder } from '../../../../algorithms/onnx/graph-builder.ts';
import { encodeModel } from '../../../../algorithms/onnx/onnx-model.ts';
import { loadRuntime, openSession } from '../../../../algorithms/onnx/onnx-runtime.ts';

const [HEIGHT, WIDTH] = [8, 12];
const AREA = HEIGHT * WIDTH;
/** Pixels of a cell, and of a unit of the distances. */
const [STRIDE, UNIT] = [4, 8];

/** Pixels from the frame's left top corner. */
type Edges = readonly [left: number, top: number, right: number, bottom: number];

/** What each cell says, by its column and row: how probable a centre is, and where the edges are. */
async function agree(says: (column: number, row: number) => { probability: number; edges: Edges }) {
  const graph = new GraphBuilder();
  const distances = graph.input('distances', 'float32', [1, 4, HEIGHT, WIDTH]);
  const probability = graph.input('probability', 'float32', [1, 1, HEIGHT, WIDTH]);
  graph.output('agreed', emitAgreedBoxes(graph, distances, probability, [HEIGHT, WIDTH]), [1, 4, HEIGHT, WIDTH]);
  const inputs = { distances: new Float32Array(4 * AREA), probability: new Float32Array(AREA) };
  const centre = (cell: number) => (cell + 0.5) * STRIDE;
  for (let cell = 0; cell < AREA; cell++) {
    const [column, row] = [cell % WIDTH, Math.floor(cell / WIDTH)];
    const said = says(column, row);
    const [left, top, right, bottom] = said.edges;
    const sides = [centre(column) - left, centre(row) - top, right - centre(column), bottom - centre(row)];
    for (const [side, pixels] of sides.entries()) inputs.distances[side * AREA + cell] = Math.log(pixels / UNIT);
    inputs.probability[cell] = said.probability;
  }
  const { Tensor } = await loadRuntime();
  const session = await openSession(encodeModel(graph, 'agreed boxes'), 1);
  const { agreed } = await session.run({
    distances: new Tensor('float32', inputs.distances, [1, 4, HEIGHT, WIDTH]),
    probability: new Tensor('float32', inputs.probability, [1, 1, HEIGHT, WIDTH]),
  });
  await session.release();
  return (column: number, row: number) => {
    const [left, top, right, bottom] = [0, 1, 2, 3].map(
      (side) => UNIT * Math.exp((agreed!.data as Float32Array)[side * AREA + row * WIDTH + column]!),
    ) as [number, number, number, number];
    return [centre(column) - left, centre(row) - top, centre(column) + right, centre(row) + bottom].map(Math.round);
  };
}

const OBJECT: Edges = [-10, -20, 70, 60];

it('leaves a box as it is on which all cells agree', async () => {
  const at = await agree((column) => ({ probability: column === 5 ? 0.9 : 0.3, edges: OBJECT }));
  expect(at(5, 4)).toEqual([...OBJECT]);
  expect(at(6, 3)).toEqual([...OBJECT]);
});

it('takes the mean of what the cells around a centre say, the probable ones more', async () => {
  const said = { 4: { probability: 0.5, edges: [-20, -20, 70, 60] }, 5: { probability: 0.5, edges: OBJECT } } as Record<
    number,
    { probability: number; edges: Edges }
  >;
  const at = await agree((column) => said[column] ?? { probability: 1e-4, edges: OBJECT });
  expect(at(5, 4)).toEqual([-15, -20, 70, 60]);
  said[4]!.probability = 0.05;
  const sure = await agree((column) => said[column] ?? { probability: 1e-4, edges: OBJECT });
  expect(sure(5, 4)).toEqual([...OBJECT]);
});

it('hears nothing of an object three cells away', async () => {
  const other: Edges = [20, -20, 120, 60];
  const at = await agree((column) => ({
    probability: column === 2 || column === 8 ? 0.9 : 1e-3,
    edges: column < 5 ? OBJECT : other,
  }));
  expect(at(2, 4)).toEqual([...OBJECT]);
  expect(at(8, 4)).toEqual([...other]);
});
