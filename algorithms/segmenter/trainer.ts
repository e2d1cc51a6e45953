import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { augmentPicture, type View } from '../images/augmentation.ts';
import type { Widths } from '../network/network.ts';
import { createPictureTrainer, type PictureTrainer, type PictureTrainerOptions } from '../network/picture-trainer.ts';
import { loadRuntime } from '../onnx/onnx-runtime.ts';
import type { AreaExample } from './examples.ts';
import { CELL } from './network.ts';
import { buildSegmenterTraining, type SegmenterShape } from './training-graph.ts';

export interface SegmenterTrainerOptions extends PictureTrainerOptions {
  widths: Widths;
}

export async function createSegmenterTrainer(
  examples: readonly AreaExample[],
  options: SegmenterTrainerOptions,
): Promise<PictureTrainer<SegmenterShape>> {
  const { frame, labels, batchSize: batch, widths, flip, backbone } = options;
  const { Tensor } = await loadRuntime();
  const shape = { batch, ...frame, labels, widths, backbone };
  const graph = buildSegmenterTraining(shape);
  const cells = { width: frame.width / CELL, height: frame.height / CELL };
  const perImage = (1 + labels) * cells.width * cells.height;
  const target = new Float32Array(batch * perImage);
  const inputs = { target: new Tensor('float32', target, [batch, 1 + labels, cells.height, cells.width]) };
  const weights = classWeights(examples, labels);
  const lessons = { shape, graph, name: 'segmenter', examples };
  return createPictureTrainer(lessons, options, (fillEach) => {
    target.fill(0);
    let total = 0;
    fillEach(({ index, example, random, pixels }) => {
      const view = augmentPicture(examples[example]!, frame, flip, random, pixels);
      const classes = target.subarray(index * perImage, (index + 1) * perImage);
      total += drawClasses(examples[example]!, view, cells, weights, classes);
    });
    if (total > 0) for (let at = 0; at < target.length; at++) target[at]! /= total;
    return inputs;
  });
}

/** Rare classes weigh more, by the root of their rarity: all as much as background would drown its edges in guesses. */
const MOST_WEIGHT = 4;

function classWeights(examples: readonly AreaExample[], labels: number): Float32Array {
  const counts = new Float64Array(1 + labels);
  for (const { classes } of examples) for (const index of classes) counts[index]! += 1;
  const largest = Math.max(...counts);
  return Float32Array.from(counts, (count) => (count === 0 ? 1 : Math.min(MOST_WEIGHT, Math.sqrt(largest / count))));
}

/**
 * Writes which class each cell of the view shows; cells outside of the picture teach nothing, and neither does
 * background where a label was not looked for.
 * @returns the sum of the cells' weights
 */
function drawClasses(
  example: AreaExample,
  { x, y }: View,
  cells: ImageSize,
  weights: Float32Array,
  target: Float32Array,
): number {
  const area = cells.width * cells.height;
  const isBackgroundKnown = example.unchecked.length === 0;
  const columnOf = Int32Array.from({ length: cells.width }, (_, cell) =>
    Math.floor((cell + 0.5) * CELL * x.scale + x.shift),
  );
  let total = 0;
  for (let row = 0; row < cells.height; row++) {
    const from = Math.floor((row + 0.5) * CELL * y.scale + y.shift);
    if (from < 0 || from >= example.height) continue;
    for (let cell = 0; cell < cells.width; cell++) {
      const column = columnOf[cell]!;
      if (column < 0 || column >= example.width) continue;
      const index = example.classes[from * example.width + column]!;
      if (index === 0 && !isBackgroundKnown) continue;
      const weight = weights[index]!;
      target[index * area + row * cells.width + cell] = weight;
      total += weight;
    }
  }
  return total;
}
