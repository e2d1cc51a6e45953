import { DEFAULT_WIDTHS, OUTPUT_STRIDE, type Widths } from '../network/network.ts';
import { createPictureTrainer, type PictureTrainer, type PictureTrainerOptions } from '../network/picture-trainer.ts';
import { loadRuntime } from '../onnx/onnx-runtime.ts';
import { augment, type Example } from './images/augmentation.ts';
import { pastedShare, pasteObjects } from './images/paste-objects.ts';
import { drawTargets, emptyTargets } from './network/targets.ts';
import { buildTrainingGraph, type TrainingShape } from './network/training-graph.ts';

export interface DetectorTrainerOptions extends PictureTrainerOptions {
  /** DEFAULT_WIDTHS where nothing is said. */
  widths?: Widths;
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
): Promise<PictureTrainer<TrainingShape>> {
  const { frame, labels, batchSize: batch, backbone, flip, widths = DEFAULT_WIDTHS } = options;
  const { Tensor } = await loadRuntime();
  const shape = { batch, ...frame, labels, widths, backbone };
  const graph = buildTrainingGraph(shape);
  const area = [frame.height / OUTPUT_STRIDE, frame.width / OUTPUT_STRIDE];
  const targets = emptyTargets(batch, labels, frame);
  const tensor = (data: Float32Array, dims: number[]) => new Tensor('float32', data, dims);
  const inputs = {
    peak: tensor(targets.peak, [batch, labels, ...area]),
    calm: tensor(targets.calm, [batch, labels, ...area]),
    distances: tensor(targets.distances, [batch, 4, ...area]),
    boxWeight: tensor(targets.boxWeight, [batch, 1, ...area]),
  };
  const sources = examples.filter(({ byMachine }) => !byMachine);
  const pasted = pastedShare(examples);
  const lessons = { shape, graph, name: 'detector', examples };
  return createPictureTrainer(lessons, options, (fillEach, progress) => {
    const cropping = examples.length < ENOUGH_WITHOUT_CROPS ? 1 : croppingAt(progress);
    let objects = 0;
    fillEach(({ index, example, random, pixels }) => {
      const shown = augment(examples[example]!, frame, flip, random, pixels, cropping);
      const boxes = random() < pasted ? pasteObjects(shown, sources, frame, random, pixels) : shown;
      drawTargets(targets, index, boxes, labels, frame, examples[example]!.unchecked);
      objects += boxes.length;
    });
    return { ...inputs, perObject: tensor(Float32Array.of(1 / Math.max(1, objects)), []) };
  });
}

const croppingAt = (progress: number) =>
  Math.min(1, Math.max(0, (CROPS_FADE.to - progress) / (CROPS_FADE.to - CROPS_FADE.from)));
