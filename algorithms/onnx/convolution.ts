import type { Tape, Value } from './tape.ts';

/**
 * 2-d convolution of NCHW `x` with OIKK `weights` (odd K, "same" padding), stride 1 or 2. Gradients: towards `x` a
 * convolution with the flipped weights (stride 1) or a transposed convolution (stride 2); towards the weights one
 * matrix product per tap of the kernel, or a single one over all taps for thin inputs.
 */
export function convolve(tape: Tape, x: Value, weights: Value, stride: 1 | 2, bias?: Value): Value {
  const [batch, inputs, height, width] = x.shape as [number, number, number, number];
  const [outputs, , kernel] = weights.shape as [number, number, number, number];
  const pad = (kernel - 1) / 2;
  const outHeight = Math.floor((height - 1) / stride) + 1;
  const outWidth = Math.floor((width - 1) / stride) + 1;
  const positions = outHeight * outWidth;
  const attributes = {
    kernel_shape: [kernel, kernel],
    pads: [pad, pad, pad, pad],
    strides: [stride, stride],
  };
  const operands = bias ? [x, weights, bias] : [x, weights];
  const y = tape.op(
    'Conv',
    operands.map((operand) => operand.name),
    attributes,
  );

  const towardsInput = (dy: string) => {
    if (stride === 2) {
      const missing = [height, width].map((size) => (size - 1) % 2);
      return tape.op('ConvTranspose', [dy, weights.name], { ...attributes, output_padding: missing });
    }
    const swapped = tape.op('Transpose', [weights.name], { perm: [1, 0, 2, 3] });
    return tape.op('Conv', [dy, kernel === 1 ? swapped : flip(tape, swapped)], attributes);
  };

  const towardsWeights = (dy: string) => {
    const rows = tape.op('Reshape', [dy, tape.integers(batch, outputs, positions)]);
    /** Sum over images and positions of dy x patch: [outputs, rows of the patch]. */
    const correlate = (patch: string, patchRows: number) => {
      const columns = tape.op('Reshape', [patch, tape.integers(batch, patchRows, positions)]);
      const perImage = tape.op('MatMul', [rows, tape.op('Transpose', [columns], { perm: [0, 2, 1] })]);
      return tape.op('ReduceSum', [perImage, tape.integers(0)], { keepdims: 0 });
    };
    const shape = tape.integers(...weights.shape);
    if (kernel === 1 && stride === 1) return tape.op('Reshape', [correlate(x.name, inputs), shape]);
    const padded = pad === 0 ? x.name : tape.op('Pad', [x.name, tape.integers(0, 0, pad, pad, 0, 0, pad, pad)]);
    const taps = Array.from({ length: kernel * kernel }, (_, tap) => {
      const top = Math.floor(tap / kernel);
      const left = tap % kernel;
      const ends = [top + (outHeight - 1) * stride + 1, left + (outWidth - 1) * stride + 1];
      return tape.op('Slice', [
        padded,
        tape.integers(top, left),
        tape.integers(...ends),
        tape.integers(2, 3),
        tape.integers(stride, stride),
      ]);
    });
    const THIN = 16;
    const stacked =
      inputs < THIN
        ? tape.op('Reshape', [
            correlate(tape.op('Concat', taps, { axis: 1 }), taps.length * inputs),
            tape.integers(outputs, taps.length, inputs),
          ])
        : tape.op(
            'Transpose',
            [
              stack(
                tape,
                taps.map((tap) => correlate(tap, inputs)),
                [outputs, inputs],
              ),
            ],
            {
              perm: [1, 0, 2],
            },
          );
    return tape.op('Reshape', [tape.op('Transpose', [stacked], { perm: [0, 2, 1] }), shape]);
  };

  const towardsBias = (dy: string) => tape.op('ReduceSum', [dy, tape.integers(0, 2, 3)], { keepdims: 0 });

  return tape.step(y, [batch, outputs, outHeight, outWidth], operands, (dy) =>
    [() => towardsInput(dy), () => towardsWeights(dy), () => towardsBias(dy)].slice(0, operands.length),
  );
}

/** Turns each kernel of OIKK weights by 180 degrees. */
function flip(tape: Tape, weights: string): string {
  const toTheFirst = tape.integers(Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER);
  return tape.op('Slice', [weights, tape.integers(-1, -1), toTheFirst, tape.integers(2, 3), tape.integers(-1, -1)]);
}

/** Equal shapes, one new leading axis. */
function stack(tape: Tape, names: string[], shape: readonly number[]): string {
  return tape.op('Reshape', [tape.op('Concat', names, { axis: 0 }), tape.integers(names.length, ...shape)]);
}

/** Doubles height and width of NCHW by repeating pixels. */
export function upsample(tape: Tape, x: Value): Value {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  return tape.step(repeatPixels(tape, x.name), [batch, channels, 2 * height, 2 * width], [x], (dy) => [
    () => {
      const mean = tape.op('AveragePool', [dy], { kernel_shape: [2, 2], strides: [2, 2] });
      return tape.op('Mul', [mean, tape.scalar(4)]);
    },
  ]);
}

/** The forward node of `upsample`, for graphs without gradients. */
export function repeatPixels(graph: Pick<Tape, 'op' | 'tensor'>, name: string): string {
  return graph.op('Resize', [name, '', graph.tensor(Float32Array.of(1, 1, 2, 2), [4])], {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
}
