import { emitAdamW } from '../onnx/adamw.ts';
import type { ParameterLayout } from '../onnx/parameters.ts';
import type { Tape, Value } from '../onnx/tape.ts';
import type { TrainingLayers } from './training-layers.ts';

/** Flat vectors that a step takes as inputs under these names and gives back as `next.<name>`. */
export const STATE = ['parameters', 'momentum', 'variance', 'average', 'statistics'] as const;
export type StateName = (typeof STATE)[number];

export interface TrainingGraph {
  tape: Tape;
  layout: ParameterLayout;
  /** Length of `statistics`: mean, then variance of each normalized block, in order. */
  statisticsSize: number;
  /** Names of the scalar loss and the flat gradient inside the graph. */
  loss: string;
  gradient: string;
}

/**
 * Completes a graph that computes the scalar `loss` to a whole training step: gradients, AdamW, exponential moving
 * averages of the parameters and of the batch statistics. Adds the inputs `<state>` and the scalars `learningRate`,
 * `momentumCorrection`, `varianceCorrection`, `averageDecay`, and the outputs `loss` and `next.<state>`.
 */
export function completeTrainingStep(tape: Tape, layers: TrainingLayers, loss: Value): TrainingGraph {
  const { layout, statistics } = layers;
  const gradients = tape.gradients(loss);
  const gradient = tape.op(
    'Concat',
    layers.leaves.map((leaf) => tape.op('Reshape', [gradients.get(leaf)!, tape.integers(-1)])),
    { axis: 0 },
  );
  const vector = (name: StateName, size: number) => tape.input(name, 'float32', [size]);
  const scalar = (name: string) => tape.input(name, 'float32', []);
  const before = {
    parameters: vector('parameters', layout.size),
    momentum: vector('momentum', layout.size),
    variance: vector('variance', layout.size),
  };
  const after = emitAdamW(tape, layout, gradient, before, {
    learningRate: scalar('learningRate'),
    momentumCorrection: scalar('momentumCorrection'),
    varianceCorrection: scalar('varianceCorrection'),
  });
  const statisticsSize = statistics.reduce((size, { channels }) => size + 2 * channels, 0);
  const current = tape.op(
    'Concat',
    statistics.flatMap(({ mean, variance }) => [mean, variance]),
    { axis: 0 },
  );
  const decay = scalar('averageDecay');
  const follow = (average: string, value: string) =>
    tape.op('Add', [value, tape.op('Mul', [decay, tape.op('Sub', [average, value])])]);
  const next: Record<StateName, string> = {
    ...after,
    average: follow(vector('average', layout.size), after.parameters),
    statistics: follow(vector('statistics', statisticsSize), current),
  };
  for (const name of STATE)
    tape.output(`next.${name}`, next[name], [name === 'statistics' ? statisticsSize : layout.size]);
  tape.output('loss', loss.name, []);
  return { tape, layout, statisticsSize, loss: loss.name, gradient };
}
