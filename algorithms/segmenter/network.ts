import { buildDecoder, type Layers, type Widths } from '../network/network.ts';

/** Pixels of the input per cell of the segmenter's answer. */
export const CELL = 2;

/** What the segmenter needs beside convolutions. */
export interface SegmenterLayers<Tensor> extends Layers<Tensor> {
  /** Four channels of a cell become its two by two pixels. */
  spread(x: Tensor): Tensor;
}

/**
 * Logits of background and of each label at stride 2, [N, 1 + labels, H / 2, W / 2].
 * @param features see `buildDecoder`
 */
export function buildSegmenter<Tensor>(
  layers: SegmenterLayers<Tensor>,
  image: Tensor,
  features: readonly Tensor[],
  labels: number,
  widths: Widths,
): Tensor {
  const shared = buildDecoder(layers, image, features, widths);
  return layers.spread(layers.head('classes', shared, { outputs: 4 * (1 + labels), bias: 0 }));
}
