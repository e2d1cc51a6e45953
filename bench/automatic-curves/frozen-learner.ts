import type { Backbone } from '../../algorithms/backbone/backbone.ts';
import { visibleBoxes } from '../../algorithms/detector/images/augmentation.ts';
import { decode } from '../../algorithms/detector/network/decoding.ts';
import { encodeInferenceGraph } from '../../algorithms/detector/network/inference-graph.ts';
import { drawTargets, emptyTargets } from '../../algorithms/detector/network/targets.ts';
import { buildTrainingGraph } from '../../algorithms/detector/network/training-graph.ts';
import { OUTPUT_STRIDE, type Widths } from '../../algorithms/network/network.ts';
import { createTrainer, shuffledDraws } from '../../algorithms/network/trainer.ts';
import type { GraphBuilder } from '../../algorithms/onnx/graph-builder.ts';
import { loadRuntime, openSession } from '../../algorithms/onnx/onnx-runtime.ts';
import { randomFor } from '../../algorithms/onnx/random.ts';
import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import type { Prediction } from '../../shared/contracts/training.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { FrozenImage } from './frozen-views.ts';

/** Channels and batch of the quick models of cross-validation (`algorithms/detector/evidence/quick-model.ts`). */
const WIDTHS: Widths = [16, 32, 64];
const BATCH = 8;
const LEARNING_RATE = 0.002;
const DECODING = { minimumConfidence: 0.02, maximumOverlap: 0.6, maximumBoxes: 100 };

export interface Lesson {
  image: FrozenImage;
  /** In pixels of the file. */
  boxes: readonly BoxAnnotation[];
}

export interface Course {
  frame: ImageSize;
  labels: number;
  features: Backbone['features'];
  steps: number;
  seed: number;
}

/** The detector's network and training step, which read the backbone's features instead of running it. */
export async function askFrozenModel(
  lessons: readonly Lesson[],
  asked: readonly FrozenImage[],
  { frame, labels, features, steps, seed }: Course,
): Promise<Prediction[][]> {
  const { Tensor } = await loadRuntime();
  const seen = (batch: number) => ({
    features,
    emit: (graph: GraphBuilder) =>
      features.map(({ stride, channels }) =>
        graph.input(`seen.${stride}`, 'float32', [batch, channels, frame.height / stride, frame.width / stride]),
      ),
  });
  const sizes = features.map(({ stride, channels }) => (channels * frame.height * frame.width) / stride ** 2);
  const shape = { ...frame, labels, widths: WIDTHS };
  const graph = buildTrainingGraph({ ...shape, batch: BATCH, backbone: seen(BATCH) });
  const bytes = frame.width * frame.height * 3;
  const pixels = new Uint8Array(BATCH * bytes);
  const inputs = sizes.map((size) => new Float32Array(BATCH * size));
  const targets = emptyTargets(BATCH, labels, frame);
  const area = [frame.height / OUTPUT_STRIDE, frame.width / OUTPUT_STRIDE];
  const tensor = (data: Float32Array, dims: number[]) => new Tensor('float32', data, dims);
  const seenTensors = (batch: number, data: readonly Float32Array[]) =>
    Object.fromEntries(
      features.map(({ stride, channels }, index) => [
        `seen.${stride}`,
        tensor(data[index]!, [batch, channels, frame.height / stride, frame.width / stride]),
      ]),
    );
  const pick = shuffledDraws(lessons.length, seed);
  const prepare = (step: number) => {
    let objects = 0;
    for (let index = 0; index < BATCH; index++) {
      const draw = step * BATCH + index;
      const { image, boxes } = lessons[pick(draw)]!;
      const view = image.views[Math.floor(randomFor(seed, 1, draw)() * image.views.length)]!;
      pixels.set(view.pixels, index * bytes);
      for (const [at, feature] of view.features.entries()) inputs[at]!.set(feature, index * sizes[at]!);
      const [x, y] = [image.placed.width / image.file.width, image.placed.height / image.file.height];
      const scaled = boxes.map((box) => ({
        class_id: box.class_id,
        ...{ left: box.left * x, top: box.top * y, width: box.width * x, height: box.height * y },
      }));
      const shown = visibleBoxes(scaled, view.from, frame);
      drawTargets(targets, index, shown, labels, frame);
      objects += shown.length;
    }
    return {
      image: new Tensor('uint8', pixels, [BATCH, frame.height, frame.width, 3]),
      ...seenTensors(BATCH, inputs),
      peak: tensor(targets.peak, [BATCH, labels, ...area]),
      calm: tensor(targets.calm, [BATCH, labels, ...area]),
      distances: tensor(targets.distances, [BATCH, 4, ...area]),
      boxWeight: tensor(targets.boxWeight, [BATCH, 1, ...area]),
      perObject: tensor(Float32Array.of(1 / Math.max(1, objects)), []),
    };
  };
  const common = { belongsTo: undefined, learningRate: LEARNING_RATE, seed, threads: 1, name: 'frozen detector' };
  const trainer = await createTrainer(graph, { ...common, prepare });
  for (let step = 0; step < steps; step++) await trainer.step(step, step / steps);
  await trainer.close();
  const { average: parameters, statistics } = trainer.state;
  const network = { shape: { ...shape, backbone: seen(1) }, layout: graph.layout, parameters, statistics };
  const session = await openSession(encodeInferenceGraph({ ...network, flip: 'none' }), 1);
  const predictions: Prediction[][] = [];
  for (const { file, placed, views } of asked) {
    const [straight] = views;
    const { peaks, distances } = await session.run({
      image: new Tensor('uint8', straight!.pixels, [1, frame.height, frame.width, 3]),
      ...seenTensors(
        1,
        straight!.features.map((feature) => Float32Array.from(feature)),
      ),
    });
    const output = { peaks: peaks!.data as Float32Array, distances: distances!.data as Float32Array };
    predictions.push(decode(output, frame, placed, file, DECODING));
  }
  await session.release();
  return predictions;
}
