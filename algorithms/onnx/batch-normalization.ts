import type { Tape, Value } from './tape.ts';

export const NORMALIZATION_EPSILON = 1e-5;

/** The batch's own statistics per channel, names of vectors: running averages of them replace them at inference. */
export interface BatchStatistics {
  mean: string;
  variance: string;
  channels: number;
}

/**
 * Batch normalization of NCHW `x` over images and positions, `gain * (x - mean) / deviation + offset`. Composed of
 * elementary nodes: BatchNormalization with `training_mode=1` hands out outputs that alias its inputs, and the
 * gradients computed from them are silently wrong (onnxruntime #29790).
 */
export function normalize(tape: Tape, x: Value, gain: Value, offset: Value): { y: Value; statistics: BatchStatistics } {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const perElement = tape.scalar(1 / (batch * height * width));
  const sum = (name: string) => tape.op('ReduceSum', [name, tape.integers(0, 2, 3)], { keepdims: 0 });
  const spread = (vector: string) => tape.op('Reshape', [vector, tape.integers(1, channels, 1, 1)]);
  const multiply = (a: string, b: string) => tape.op('Mul', [a, b]);
  const subtract = (a: string, b: string) => tape.op('Sub', [a, b]);

  const mean = multiply(sum(x.name), perElement);
  const meanSquare = multiply(sum(multiply(x.name, x.name)), perElement);
  const variance = tape.op('Max', [subtract(meanSquare, multiply(mean, mean)), tape.scalar(0)]);
  const deviation = tape.op('Sqrt', [tape.op('Add', [variance, tape.scalar(NORMALIZATION_EPSILON)])]);
  const slope = tape.op('Div', [gain.name, deviation]);
  const intercept = subtract(offset.name, multiply(slope, mean));
  const y = tape.op('Add', [multiply(x.name, spread(slope)), spread(intercept)]);

  const value = tape.step(y, x.shape, [x, gain, offset], (dy) => {
    const towardsOffset = sum(dy);
    const towardsGain = tape.op('Div', [subtract(sum(multiply(dy, x.name)), multiply(mean, towardsOffset)), deviation]);
    // dx = slope * (dy - mean(dy) - normalized(x) * mean(dy * normalized(x))), gathered as a * dy + b * x + c.
    const towardsInput = () => {
      const b = tape.op('Neg', [multiply(tape.op('Div', [multiply(slope, towardsGain), deviation]), perElement)]);
      const c = tape.op('Neg', [
        tape.op('Add', [multiply(multiply(slope, towardsOffset), perElement), multiply(b, mean)]),
      ]);
      const scaled = tape.op('Add', [multiply(x.name, spread(b)), spread(c)]);
      return tape.op('Add', [multiply(dy, spread(slope)), scaled]);
    };
    return [towardsInput, () => towardsGain, () => towardsOffset];
  });
  return { y: value, statistics: { mean, variance, channels } };
}
