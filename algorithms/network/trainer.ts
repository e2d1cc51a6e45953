import type { Tensor } from 'onnxruntime-node';
import { hashOf } from '../backbone/backbone.ts';
import { ADAM } from '../onnx/adamw.ts';
import { encodeModel } from '../onnx/onnx-model.ts';
import { loadRuntime, openSession } from '../onnx/onnx-runtime.ts';
import { permutation, randomFor } from '../onnx/random.ts';
import { STATE, type TrainingGraph } from './training-step.ts';

/** The flat vectors of the network and its optimizer, by their names in the graph. */
export type TrainingState = Record<(typeof STATE)[number], Float32Array>;

/** What another training may begin with: the averaged network before it was folded for inference. */
export type LearnedWeights = Pick<TrainingState, 'average' | 'statistics'>;

export interface TrainerOptions {
  /** What the state belongs to beside the parameters' names and shapes, e.g. a backbone's hash. */
  belongsTo: string | undefined;
  learningRate: number;
  seed: number;
  threads: number;
  /** The graph's name in the file. */
  name: string;
  /** Makes the batch of a step: the graph's inputs beside the state and the optimizer's scalars. */
  prepare(step: number, progress: number): Record<string, Tensor>;
}

export interface Trainer {
  /** What the state belongs to: shapes and names of the parameters, and the backbone. */
  readonly signature: string;
  /** State after the last step. */
  readonly state: TrainingState;
  /** Goes on from the state of a trainer with the same signature. */
  resume(state: TrainingState): void;
  /** Begins with what another trainer with the same signature learned. */
  begin(weights: LearnedWeights): void;
  /**
   * Takes step number `step` (from 0) at `progress` (0..1) of the budget and returns its loss. What it does depends on
   * seed, state, step and progress alone.
   */
  step(step: number, progress: number): Promise<number>;
  close(): Promise<void>;
}

/** Share of the budget in which the learning rate rises; then it falls as a cosine. */
const WARM_UP = 0.04;
const MAXIMUM_AVERAGE_DECAY = 0.99;

/** Runs a training graph step after step. */
export async function createTrainer(graph: TrainingGraph, options: TrainerOptions): Promise<Trainer> {
  const { Tensor } = await loadRuntime();
  const session = await openSession(encodeModel(graph.tape, options.name), options.threads);
  const state = initialState(graph, options.seed);
  const tensor = (data: Float32Array, dims: number[]) => new Tensor('float32', data, dims);
  const scalar = (value: number) => tensor(Float32Array.of(value), []);
  const belongings = [options.belongsTo, graph.layout.parameters, graph.statisticsSize];
  return {
    signature: hashOf(Buffer.from(JSON.stringify(belongings))),
    state,
    resume: (saved) => void Object.assign(state, saved),
    begin({ average, statistics }) {
      Object.assign(state, { parameters: average.slice(), average: average.slice(), statistics: statistics.slice() });
    },
    async step(step, progress) {
      const batch = options.prepare(step, progress);
      const vectors = STATE.map((name) => [name, tensor(state[name], [state[name].length])] as const);
      const outputs = await session.run({
        ...batch,
        ...(Object.fromEntries(vectors) as Record<string, Tensor>),
        learningRate: scalar(options.learningRate * schedule(progress)),
        momentumCorrection: scalar(1 / (1 - ADAM.beta1 ** (step + 1))),
        varianceCorrection: scalar(1 / (1 - ADAM.beta2 ** (step + 1))),
        averageDecay: scalar(Math.min(MAXIMUM_AVERAGE_DECAY, step / (step + 10))),
      });
      for (const name of STATE) state[name] = outputs[`next.${name}`]!.data as Float32Array;
      return (outputs.loss!.data as Float32Array)[0]!;
    },
    close: () => session.release(),
  };
}

function initialState(graph: TrainingGraph, seed: number): TrainingState {
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

/**
 * Which example is drawn as number `draw` since the beginning: every one once in each epoch, in another order each
 * time.
 */
export function shuffledDraws(count: number, seed: number): (draw: number) => number {
  let current = { epoch: -1, order: [] as number[] };
  return (draw) => {
    const epoch = Math.floor(draw / count);
    if (epoch !== current.epoch) current = { epoch, order: permutation(count, randomFor(seed, 2, epoch)) };
    return current.order[draw % count]!;
  };
}

/** What a lesson's label counts for. */
export interface Counted {
  /** A machine made it. */
  byMachine?: boolean;
}

/** As `shuffledDraws`; a label of a machine comes half as often as one of people. */
export function lessonDraws(lessons: readonly Counted[], seed: number): (draw: number) => number {
  const peoples = [...lessons.keys()].filter((at) => !lessons[at]!.byMachine);
  if (peoples.length === lessons.length) return shuffledDraws(lessons.length, seed);
  const drawn = [...lessons.keys(), ...peoples];
  const pick = shuffledDraws(drawn.length, seed);
  return (draw) => drawn[pick(draw)]!;
}

const schedule = (progress: number) =>
  progress < WARM_UP
    ? (progress + 0.002) / (WARM_UP + 0.002)
    : 0.5 + 0.5 * Math.cos((Math.PI * (progress - WARM_UP)) / (1 - WARM_UP)) + 1e-4;
