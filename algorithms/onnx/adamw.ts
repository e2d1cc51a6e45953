import type { GraphBuilder } from './graph-builder.ts';
import type { ParameterLayout } from './parameters.ts';

export const ADAM = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.02, clip: 5 };

/** Names of the flat vectors before and after a step. */
export interface OptimizerState {
  parameters: string;
  momentum: string;
  variance: string;
}

/**
 * AdamW (Loshchilov and Hutter 2019) on flat vectors, the gradient scaled down to the norm `clip` first. Weight decay
 * leaves vectors (gains, offsets, biases) alone. `momentumCorrection` is 1 / (1 - beta1^step), `varianceCorrection`
 * likewise.
 */
export function emitAdamW(
  graph: GraphBuilder,
  layout: ParameterLayout,
  gradient: string,
  state: OptimizerState,
  rate: { learningRate: string; momentumCorrection: string; varianceCorrection: string },
): OptimizerState {
  const multiply = (a: string, b: string) => graph.op('Mul', [a, b]);
  const sum = (a: string, b: string) => graph.op('Add', [a, b]);
  const blend = (old: string, fresh: string, keep: number) =>
    sum(multiply(old, graph.scalar(keep)), multiply(fresh, graph.scalar(1 - keep)));

  const norm = graph.op('Sqrt', [graph.op('ReduceSumSquare', [gradient], { keepdims: 0 })]);
  const shrink = graph.op('Div', [graph.scalar(ADAM.clip), graph.op('Max', [norm, graph.scalar(ADAM.clip)])]);
  const clipped = multiply(gradient, shrink);
  const momentum = blend(state.momentum, clipped, ADAM.beta1);
  const variance = blend(state.variance, multiply(clipped, clipped), ADAM.beta2);
  const deviation = graph.op('Sqrt', [multiply(variance, rate.varianceCorrection)]);
  const direction = graph.op('Div', [
    multiply(momentum, rate.momentumCorrection),
    sum(deviation, graph.scalar(ADAM.epsilon)),
  ]);
  const decay = multiply(state.parameters, graph.tensor(decayMask(layout), [layout.size]));
  const parameters = graph.op('Sub', [state.parameters, multiply(sum(direction, decay), rate.learningRate)]);
  return { parameters, momentum, variance };
}

function decayMask(layout: ParameterLayout): Float32Array {
  const mask = new Float32Array(layout.size);
  for (const { shape, offset, size } of layout.parameters)
    if (shape.length > 1) mask.fill(ADAM.weightDecay, offset, offset + size);
  return mask;
}
