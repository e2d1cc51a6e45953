import type { Layers, Widths } from '../network/network.ts';

/** What the classifier needs beside convolutions. */
export interface ClassifierLayers<Tensor> extends Layers<Tensor> {
  /** The mean over all positions: [N, C, 1, 1]. */
  pool(x: Tensor): Tensor;
}

/**
 * One logit for each label, [N, labels, 1, 1]: the sum of linear readings of pooled features. A backbone's are read at
 * the strides 16 and 32; without one, or beside it, a small network of its own learns from the pixels.
 * @param features what a backbone sees, at the strides 4, 8, 16 and 32; none: the image alone
 */
export function buildClassifier<Tensor>(
  layers: ClassifierLayers<Tensor>,
  image: Tensor,
  features: readonly Tensor[],
  labels: number,
  [c4, c8, c16]: Widths,
): Tensor {
  const block = (name: string, x: Tensor, outputs: number, stride: 1 | 2) =>
    layers.block(name, x, { outputs, kernel: 3, stride });
  const down4 = block('down4.2', block('down4.1', image, c4, 1), c4, 1);
  const down8 = block('down8.2', block('down8.1', down4, c8, 2), c8, 1);
  const down16 = block('down16.2', block('down16.1', down8, c16, 2), c16, 1);
  const own = layers.pool(block('down32', down16, 2 * c16, 2));
  const [, , seen16, seen32] = features;
  const read = (name: string, x: Tensor) => layers.head(name, x, { outputs: labels, bias: 0 });
  const readings = [
    read('own', own),
    ...(seen16 === undefined ? [] : [read('seen16', layers.pool(seen16))]),
    ...(seen32 === undefined ? [] : [read('seen32', layers.pool(seen32))]),
  ];
  return readings.reduce((sum, reading) => layers.add(sum, reading));
}
