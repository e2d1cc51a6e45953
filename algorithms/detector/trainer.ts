import type { Tensor } from 'onnxruntime-node';
import { type Backbone, hashOf } from '../backbone/backbone.ts';
import { ADAM } from '../onnx/adamw.ts';
import { loadRuntime, openSession } from '../onnx/onnx-runtime.ts';
import { permutation, randomFor } from '../onnx/random.ts';
import { augment, type Example, type Flip } from './images/augmentation.ts';
import type { Size } from './images/frame.ts';
import type { TrainedNetwork } from './network/inference-graph.ts';
import { DEFAULT_WIDTHS, OUTPUT_STRIDE } from './network/network.ts';
import { drawTargets, emptyTargets } from './network/targets.ts';
import { buildTrainingGraph, encodeTrainingGraph, STATE } from './network/training-graph.ts';

export interface TrainerOptions {
  frame: Size;
  labels: number;
  batchSize: number;
  learningRate: number;
  flip: Flip;
  seed: number;
  threads: number;
  backbone?: Backbone | undefined;
}

/** The flat vectors of the network and its optimizer, by their names in the graph. */
export type TrainingState = Record<(typeof STATE)[number], Float32Array>;

export interface Trainer {
  /** What the state belongs to: shapes and names of the parameters, and the backbone. */
  readonly signature: string;
  /** State after the last step. */
  readonly state: TrainingState;
  /** Goes on from the state of a trainer with the same signature. */
  resume(state: TrainingState): void;
  /**
   * Takes step number `step` (from 0) at `progress` (0..1) of the budget and returns its loss. What it does depends on
   * seed, state, step and progress alone.
   */
  step(step: number, progress: number): Promise<number>;
  /** The averaged network. */
  network(): TrainedNetwork;
  close(): Promise<void>;
}

/** Share of the budget in which the learning rate rises; then it falls as a cosine. */
const WARM_UP = 0.04;
const MAXIMUM_AVERAGE_DECAY = 0.99;
/**
 * Between these shares of the budget the random crops give way to whole images: the last lessons look like the images at inference,
 * where size and place tell too what is an object (people leave cut and tiny ones unlabeled, crops do not).
 */
const CROPS_FADE = { from: 0.4, to: 0.9 };
/** Fewer images are soon known by heart: they are cropped to the end. */
const ENOUGH_WITHOUT_CROPS = 200;

export async function createTrainer(examples: readonly Example[], options: TrainerOptions): Promise<Trainer> {
  const { frame, labels, batchSize: batch, seed } = options;
  const { Tensor } = await loadRuntime();
  const shape = { batch, ...frame, labels, widths: DEFAULT_WIDTHS, backbone: options.backbone };
  const graph = buildTrainingGraph(shape);
  const session = await openSession(encodeTrainingGraph(graph), options.threads);
  const state = initialState(graph, seed);

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
  const scalar = (value: number) => tensor(Float32Array.of(value), []);

  const pick = shuffledDraws(examples.length, seed);

  /** Fills the batch and returns how many objects it shows. */
  const prepare = (step: number, progress: number): number => {
    const cropping = examples.length < ENOUGH_WITHOUT_CROPS ? 1 : croppingAt(progress);
    let objects = 0;
    for (let index = 0; index < batch; index++) {
      const draw = step * batch + index;
      const example = examples[pick(draw)]!;
      const pixels = image.subarray(index * bytesPerImage, (index + 1) * bytesPerImage);
      const boxes = augment(example, frame, options.flip, randomFor(seed, 1, draw), pixels, cropping);
      drawTargets(targets, index, boxes, labels, frame, example.unchecked);
      objects += boxes.length;
    }
    return objects;
  };

  return {
    signature: hashOf(
      Buffer.from(JSON.stringify([options.backbone?.hash, graph.layout.parameters, graph.statisticsSize])),
    ),
    state,
    resume: (saved) => void Object.assign(state, saved),
    async step(step, progress) {
      const objects = prepare(step, progress);
      const vectors = STATE.map((name) => [name, tensor(state[name], [state[name].length])] as const);
      const outputs = await session.run({
        ...inputs,
        ...(Object.fromEntries(vectors) as Record<string, Tensor>),
        perObject: scalar(1 / Math.max(1, objects)),
        learningRate: scalar(options.learningRate * schedule(progress)),
        momentumCorrection: scalar(1 / (1 - ADAM.beta1 ** (step + 1))),
        varianceCorrection: scalar(1 / (1 - ADAM.beta2 ** (step + 1))),
        averageDecay: scalar(Math.min(MAXIMUM_AVERAGE_DECAY, step / (step + 10))),
      });
      for (const name of STATE) state[name] = outputs[`next.${name}`]!.data as Float32Array;
      return (outputs.loss!.data as Float32Array)[0]!;
    },
    network: () => ({
      shape,
      layout: graph.layout,
      parameters: state.average,
      statistics: state.statistics,
      flip: options.flip,
    }),
    close: () => session.release(),
  };
}

function initialState(graph: ReturnType<typeof buildTrainingGraph>, seed: number): TrainingState {
  const { layout, statisticsSize } = graph;
  const zeros = () => new Float32Array(layout.size);
  const parameters = layout.initial(randomFor(seed, 0));
  return {
    parameters,
    momentum: zeros(),
    variance: zeros(),
    average: zeros(),
    statistics: new Float32Array(statisticsSize),
  };
}

/** Which example is drawn as number `draw` since the beginning: every one once in each epoch, in another order each time. */
function shuffledDraws(count: number, seed: number): (draw: number) => number {
  let current = { epoch: -1, order: [] as number[] };
  return (draw) => {
    const epoch = Math.floor(draw / count);
    if (epoch !== current.epoch) current = { epoch, order: permutation(count, randomFor(seed, 2, epoch)) };
    return current.order[draw % count]!;
  };
}

const croppingAt = (progress: number) =>
  Math.min(1, Math.max(0, (CROPS_FADE.to - progress) / (CROPS_FADE.to - CROPS_FADE.from)));

const schedule = (progress: number) =>
  progress < WARM_UP
    ? (progress + 0.002) / (WARM_UP + 0.002)
    : 0.5 + 0.5 * Math.cos((Math.PI * (progress - WARM_UP)) / (1 - WARM_UP)) + 1e-4;
