import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { Backbone } from '../backbone/backbone.ts';
import type { Flip } from '../images/augmentation.ts';
import { DEFAULT_WIDTHS, OUTPUT_STRIDE, type Widths } from '../network/network.ts';
import { createTrainer, lessonDraws, type Trainer } from '../network/trainer.ts';
import { loadRuntime } from '../onnx/onnx-runtime.ts';
import { randomFor } from '../onnx/random.ts';
import { augment, type Example } from './images/augmentation.ts';
import type { TrainedNetwork } from './network/inference-graph.ts';
import { drawTargets, emptyTargets } from './network/targets.ts';
import { buildTrainingGraph } from './network/training-graph.ts';

export interface DetectorTrainerOptions {
  frame: ImageSize;
  labels: number;
  batchSize: number;
  learningRate: number;
  flip: Flip;
  seed: number;
  threads: number;
  backbone?: Backbone | undefined;
  /** DEFAULT_WIDTHS where nothing is said. */
  widths?: Widths;
}

export interface DetectorTrainer extends Trainer {
  /** The averaged network. */
  network(): TrainedNetwork;
}

/**
 * Between these shares of the budget the random crops give way to whole images: the last lessons look like the images
 * at inference, where size and place tell too what is an object (people leave cut and tiny ones unlabeled, crops do
 * not).
 */
const CROPS_FADE = { from: 0.4, to: 0.9 };
/** Fewer images are soon known by heart: they are cropped to the end. */
const ENOUGH_WITHOUT_CROPS = 200;

export async function createDetectorTrainer(
  examples: readonly Example[],
  options: DetectorTrainerOptions,
): Promise<DetectorTrainer> {
  const { frame, labels, batchSize: batch, seed, threads, learningRate, backbone, flip } = options;
  const { widths = DEFAULT_WIDTHS } = options;
  const { Tensor } = await loadRuntime();
  const shape = { batch, ...frame, labels, widths, backbone };
  const graph = buildTrainingGraph(shape);

  const area = [frame.height / OUTPUT_STRIDE, frame.width / OUTPUT_STRIDE];
  const bytesPerImage = frame.width * frame.height * 3;
  const image = new Uint8Array(batch * bytesPerImage);
  const targets = emptyTargets(batch, labels, frame);
  const tensor = (data: Float32Array, dims: number[]) => new Tensor('float32', data, dims);
  const inputs = {
    image: new Tensor('uint8', image, [batch, frame.height, frame.width, 3]),
    peak: tensor(targets.peak, [batch, labels, ...area]),
    calm: tensor(targets.calm, [batch, labels, ...area]),
    distances: tensor(targets.distances, [batch, 4, ...area]),
    boxWeight: tensor(targets.boxWeight, [batch, 1, ...area]),
  };

  const pick = lessonDraws(examples, seed);

  const prepare = (step: number, progress: number) => {
    const cropping = examples.length < ENOUGH_WITHOUT_CROPS ? 1 : croppingAt(progress);
    let objects = 0;
    for (let index = 0; index < batch; index++) {
      const draw = step * batch + index;
      const example = examples[pick(draw)]!;
      const pixels = image.subarray(index * bytesPerImage, (index + 1) * bytesPerImage);
      const boxes = augment(example, frame, flip, randomFor(seed, 1, draw), pixels, cropping);
      drawTargets(targets, index, boxes, labels, frame, example.unchecked);
      objects += boxes.length;
    }
    return { ...inputs, perObject: tensor(Float32Array.of(1 / Math.max(1, objects)), []) };
  };

  const name = 'labelloop detector training step';
  const trainer = await createTrainer(graph, { belongsTo: backbone?.hash, learningRate, seed, threads, name, prepare });
  return {
    ...trainer,
    network: () => ({
      shape,
      layout: graph.layout,
      parameters: trainer.state.average,
      statistics: trainer.state.statistics,
      flip,
    }),
  };
}

const croppingAt = (progress: number) =>
  Math.min(1, Math.max(0, (CROPS_FADE.to - progress) / (CROPS_FADE.to - CROPS_FADE.from)));
