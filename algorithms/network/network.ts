/** Channels at strides 4, 8, 16. */
export type Widths = readonly [number, number, number];

export const DEFAULT_WIDTHS: Widths = [32, 64, 128];

/** A quarter of the work beside the backbone. */
export const HALF_WIDTHS: Widths = [16, 32, 64];

/** Pixels of the input per cell of the output. */
export const OUTPUT_STRIDE = 4;

/** Width and height of the input are multiples of this. */
export const DEEPEST_STRIDE = 32;

/** What a network is made of; the training graph and the inference graph each build it their way. */
export interface Layers<Tensor> {
  /** Convolution without bias, normalization, ReLU. */
  block(name: string, x: Tensor, options: { outputs: number; kernel: 1 | 3; stride: 1 | 2 }): Tensor;
  /** 1x1 convolution with bias. */
  head(name: string, x: Tensor, options: { outputs: number; bias: number }): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  upsample(x: Tensor): Tensor;
}

/** What heads look at. */
export interface Pyramid<Tensor> {
  /** [N, c8, H / 4, W / 4]: what a head needs to say something of each cell. */
  fine: Tensor;
  /** [N, c16, H / 16, W / 16]: less of each place, more of what is around it. */
  deep: Tensor;
}

/** The fine end of `buildPyramid`. */
export const buildDecoder = <Tensor>(...input: Parameters<typeof buildPyramid<Tensor>>): Tensor =>
  buildPyramid(...input).fine;

/**
 * A small encoder-decoder at stride 4, after TTFNet (Liu et al. 2020).
 * @param features what a backbone sees, at the strides 4, 8, 16 and 32; joined where the network is as fine. None: it
 *   sees the image alone
 */
export function buildPyramid<Tensor>(
  layers: Layers<Tensor>,
  image: Tensor,
  features: readonly Tensor[],
  [c4, c8, c16]: Widths,
): Pyramid<Tensor> {
  const block = (name: string, x: Tensor, outputs: number, kernel: 1 | 3, stride: 1 | 2) =>
    layers.block(name, x, { outputs, kernel, stride });
  const [seen4, seen8, seen16, seen32] = features;
  const join = (name: string, own: Tensor, seen: Tensor | undefined, outputs: number) =>
    seen === undefined ? own : layers.add(own, block(name, seen, outputs, 1, 1));
  const down4 = block('down4.2', block('down4.1', image, c4, 3, 1), c4, 3, 1);
  const down8 = block('down8.2', block('down8.1', down4, c8, 3, 2), c8, 3, 1);
  const down16 = block('down16.2', block('down16.1', down8, c16, 3, 2), c16, 3, 1);
  const near16 = join('seen16', down16, seen16, c16);
  const deep =
    seen32 === undefined
      ? near16
      : block('deep', layers.add(near16, layers.upsample(block('seen32', seen32, c16, 1, 1))), c16, 3, 1);
  const side8 = layers.add(layers.upsample(block('side8', deep, c8, 1, 1)), join('seen8', down8, seen8, c8));
  const up8 = block('up8', side8, c8, 3, 1);
  const side4 = layers.add(layers.upsample(block('side4', up8, c4, 1, 1)), join('seen4', down4, seen4, c4));
  const up4 = block('up4', side4, c4, 3, 1);
  return { fine: block('shared', up4, c8, 3, 1), deep };
}
