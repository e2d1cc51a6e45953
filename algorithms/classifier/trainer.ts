import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { Backbone } from '../backbone/backbone.ts';
import { augmentPicture, type Flip } from '../images/augmentation.ts';
import { DEFAULT_WIDTHS } from '../network/network.ts';
import { createTrainer, lessonDraws, type Trainer } from '../network/trainer.ts';
import { loadRuntime } from '../onnx/onnx-runtime.ts';
import { randomFor } from '../onnx/random.ts';
import type { ClassExample } from './examples.ts';
import type { TrainedClassifier } from './inference-graph.ts';
import { buildClassifierTraining } from './training-graph.ts';

export interface ClassifierTrainerOptions {
  frame: ImageSize;
  labels: number;
  isMulti: boolean;
  batchSize: number;
  learningRate: number;
  flip: Flip;
  seed: number;
  threads: number;
  backbone: Backbone | undefined;
}

export interface ClassifierTrainer extends Trainer {
  /** The averaged network. */
  network(): TrainedClassifier;
}

/**
 * This share of the target goes to all classes alike: a network that need not be certain is better calibrated (Müller
 * et al. 2019).
 */
const SMOOTHING = 0.05;

export async function createClassifierTrainer(
  examples: readonly ClassExample[],
  options: ClassifierTrainerOptions,
): Promise<ClassifierTrainer> {
  const { frame, labels, isMulti, batchSize: batch, seed, threads, learningRate, flip, backbone } = options;
  const { Tensor } = await loadRuntime();
  const shape = { batch, ...frame, labels, isMulti, widths: DEFAULT_WIDTHS, backbone };
  const graph = buildClassifierTraining(shape);
  const bytesPerImage = frame.width * frame.height * 3;
  const image = new Uint8Array(batch * bytesPerImage);
  const target = new Float32Array(batch * labels);
  const checked = new Float32Array(batch * labels);
  const inputs = {
    image: new Tensor('uint8', image, [batch, frame.height, frame.width, 3]),
    target: new Tensor('float32', target, [batch, labels, 1, 1]),
    ...(isMulti && { checked: new Tensor('float32', checked, [batch, labels, 1, 1]) }),
  };
  const pick = lessonDraws(examples, seed);

  const prepare = (step: number) => {
    const spread = isMulti ? SMOOTHING / 2 : SMOOTHING / labels;
    target.fill(spread);
    checked.fill(1);
    for (let index = 0; index < batch; index++) {
      const draw = step * batch + index;
      const example = examples[pick(draw)]!;
      const pixels = image.subarray(index * bytesPerImage, (index + 1) * bytesPerImage);
      augmentPicture(example, frame, flip, randomFor(seed, 1, draw), pixels);
      for (const id of example.truth) target[index * labels + id]! += 1 - SMOOTHING;
      for (const id of example.unchecked) checked[index * labels + id] = 0;
    }
    return inputs;
  };

  const name = 'labelloop classifier training step';
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
