import { augmentPicture } from '../images/augmentation.ts';
import { DEFAULT_WIDTHS } from '../network/network.ts';
import { createPictureTrainer, type PictureTrainer, type PictureTrainerOptions } from '../network/picture-trainer.ts';
import { loadRuntime } from '../onnx/onnx-runtime.ts';
import type { ClassExample } from './examples.ts';
import { buildClassifierTraining, type ClassifierShape } from './training-graph.ts';

export interface ClassifierTrainerOptions extends PictureTrainerOptions {
  isMulti: boolean;
}

/**
 * This share of the target goes to all classes alike: a network that need not be certain is better calibrated (Müller
 * et al. 2019).
 */
const SMOOTHING = 0.05;

export async function createClassifierTrainer(
  examples: readonly ClassExample[],
  options: ClassifierTrainerOptions,
): Promise<PictureTrainer<ClassifierShape>> {
  const { frame, labels, isMulti, batchSize: batch, flip, backbone } = options;
  const { Tensor } = await loadRuntime();
  const shape = { batch, ...frame, labels, isMulti, widths: DEFAULT_WIDTHS, backbone };
  const target = new Float32Array(batch * labels);
  const checked = new Float32Array(batch * labels);
  const inputs = {
    target: new Tensor('float32', target, [batch, labels, 1, 1]),
    ...(isMulti && { checked: new Tensor('float32', checked, [batch, labels, 1, 1]) }),
  };
  const graph = buildClassifierTraining(shape);
  const lessons = { shape, graph, name: 'classifier', examples };
  return createPictureTrainer(lessons, options, (fillEach) => {
    target.fill(isMulti ? SMOOTHING / 2 : SMOOTHING / labels);
    checked.fill(1);
    fillEach(({ index, example, random, pixels }) => {
      const { truth, unchecked } = examples[example]!;
      augmentPicture(examples[example]!, frame, flip, random, pixels);
      for (const id of truth) target[index * labels + id]! += 1 - SMOOTHING;
      for (const id of unchecked) checked[index * labels + id] = 0;
    });
    return inputs;
  });
}
