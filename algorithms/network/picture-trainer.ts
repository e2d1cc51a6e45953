import type { Tensor } from 'onnxruntime-node';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { Backbone } from '../backbone/backbone.ts';
import type { Flip } from '../images/augmentation.ts';
import { loadRuntime } from '../onnx/onnx-runtime.ts';
import { type Random, randomFor } from '../onnx/random.ts';
import type { LearnedNetwork } from './learned-network.ts';
import { type Counted, createTrainer, lessonDraws, type Trainer } from './trainer.ts';
import type { TrainingGraph } from './training-step.ts';

/** What every trainer that learns from pictures is told. */
export interface PictureTrainerOptions {
  frame: ImageSize;
  labels: number;
  batchSize: number;
  learningRate: number;
  flip: Flip;
  seed: number;
  threads: number;
  backbone?: Backbone | undefined;
}

/** One place of the batch: which example stands there, what its augmentation draws from, and its pixels to fill. */
export interface Place {
  index: number;
  example: number;
  random: Random;
  /** RGB of the frame, row after row. */
  pixels: Uint8Array;
}

export interface PictureLessons<Shape> {
  shape: Shape;
  graph: TrainingGraph;
  /** Whose training step it is, for the graph's name in the file. */
  name: string;
  examples: readonly Counted[];
}

/** Fills each place of the batch at `progress` (0..1) of the budget and returns the graph's inputs beside `image`. */
export type PrepareBatch = (
  fillEach: (fill: (place: Place) => void) => void,
  progress: number,
) => Record<string, Tensor>;

export interface PictureTrainer<Shape> extends Trainer {
  /** The averaged network. */
  network(): LearnedNetwork<Shape>;
}

/** Runs a training graph whose input `image` is a batch of augmented pictures, drawn as `lessonDraws` says. */
export async function createPictureTrainer<Shape>(
  { shape, graph, name, examples }: PictureLessons<Shape>,
  { frame, batchSize, learningRate, flip, seed, threads, backbone }: PictureTrainerOptions,
  prepare: PrepareBatch,
): Promise<PictureTrainer<Shape>> {
  const { Tensor } = await loadRuntime();
  const bytesPerImage = frame.width * frame.height * 3;
  const batch = new Uint8Array(batchSize * bytesPerImage);
  const image = new Tensor('uint8', batch, [batchSize, frame.height, frame.width, 3]);
  const pick = lessonDraws(examples, seed);
  const trainer = await createTrainer(graph, {
    ...{ belongsTo: backbone?.hash, learningRate, seed, threads, name: `labelloop ${name} training step` },
    prepare(step, progress) {
      const inputs = prepare((fill) => {
        for (let index = 0; index < batchSize; index++) {
          const draw = step * batchSize + index;
          const pixels = batch.subarray(index * bytesPerImage, (index + 1) * bytesPerImage);
          fill({ index, example: pick(draw), random: randomFor(seed, 1, draw), pixels });
        }
      }, progress);
      return { image, ...inputs };
    },
  });
  return {
    ...trainer,
    network: () => ({
      ...{ shape, layout: graph.layout, flip },
      parameters: trainer.state.average,
      statistics: trainer.state.statistics,
    }),
  };
}
