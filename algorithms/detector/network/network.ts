import { buildPyramid, type Layers, type Widths } from '../../network/network.ts';

/** Boxes come out as log(distance / this), pixels of the input: exp(0) is a middling object. */
export const DISTANCE_UNIT = 8;

/**
 * Two heads at stride 4, after CenterNet (Zhou et al. 2019) and TTFNet (Liu et al. 2020): per cell and label the logit
 * of an object's centre, and the distances of the cell to the left, top, right and bottom of that object. Distances are
 * the sum of what is seen at stride 4 and at stride 16: the edges of a large object are out of a fine cell's sight.
 * @param features see `buildPyramid`
 */
export function buildDetector<Tensor>(
  layers: Layers<Tensor>,
  image: Tensor,
  features: readonly Tensor[],
  labels: number,
  widths: Widths,
): { centers: Tensor; distances: Tensor } {
  const { fine, deep } = buildPyramid(layers, image, features, widths);
  const coarse = layers.head('distances16', deep, { outputs: 4, bias: 0 });
  return {
    // exp(-3.5) is about the share of cells near a centre: training does not begin by unlearning "everywhere".
    centers: layers.head('centers', fine, { outputs: labels, bias: -3.5 }),
    distances: layers.add(
      layers.head('distances', fine, { outputs: 4, bias: 0 }),
      layers.upsample(layers.upsample(coarse)),
    ),
  };
}
