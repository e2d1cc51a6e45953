import { type DetectionSet, IOU_THRESHOLDS, type Ranking, rankByLabel } from './average-precision.ts';

/**
 * mAP@[.5:.95], challenger minus champion, and the standard deviation of that difference over draws of as many images.
 */
export interface PairedGain {
  gain: number;
  deviation: number;
}

export interface PairedSet extends Omit<DetectionSet, 'predictions'> {
  champion: DetectionSet['predictions'];
  challenger: DetectionSet['predictions'];
}

/**
 * Compares two models on the same images. Each image's share in the difference of both scores is its derivative by the
 * image's weight (the infinitesimal jackknife; Efron 1982), and the spread of these shares is the difference's own:
 * what both find hard cancels out. All ten IoU thresholds count, not .5 alone: how well a box fits tells two models
 * apart in every image, where found or not found tells them apart in few (bench/gate-real-pairs.ts).
 * @returns the comparison with each image counted so many times, once where nothing is said; matching is done once
 */
export function pairedComparison({ truth, labels, champion, challenger }: PairedSet) {
  const rank = (predictions: DetectionSet['predictions']) =>
    IOU_THRESHOLDS.flatMap((threshold) => rankByLabel({ truth, predictions, labels }, threshold));
  const rankings = [rank(champion), rank(challenger)] as const;
  return (weights: readonly number[] = truth.map(() => 1)): PairedGain => {
    const shares = new Float64Array(truth.length);
    const scores = rankings.map((ofModel, model) => {
      const judged = ofModel.map((ranking) => influence(ranking, weights)).filter((each) => each !== undefined);
      for (const { derivatives } of judged)
        derivatives.forEach((derivative, image) => {
          shares[image] = shares[image]! + ((model === 0 ? -1 : 1) * derivative) / judged.length;
        });
      return judged.reduce((sum, { score }) => sum + score, 0) / Math.max(1, judged.length);
    });
    const images = weights.reduce((sum, weight) => sum + weight, 0);
    const variance = shares.reduce((sum, share, image) => sum + weights[image]! * share ** 2, 0);
    // The sample's own variance is smaller than the population's.
    const deviation = images > 1 ? Math.sqrt((variance * images) / (images - 1)) : 0;
    return { gain: scores[1]! - scores[0]!, deviation };
  };
}

/**
 * Area under the monotonic precision curve, and its derivative by the weight of each image; undefined without truth.
 */
function influence({ ranked, truthPerImage }: Ranking, weights: readonly number[]) {
  const total = truthPerImage.reduce((sum, count, image) => sum + count * weights[image]!, 0);
  if (total === 0) return undefined;
  let seen = 0;
  let hits = 0;
  const precisions = new Float64Array(ranked.length);
  const counts = new Float64Array(ranked.length);
  ranked.forEach(({ image, hit }, at) => {
    seen += weights[image]!;
    if (hit) hits += weights[image]!;
    counts[at] = seen;
    precisions[at] = seen === 0 ? 0 : hits / seen;
  });
  const derivatives = new Float64Array(truthPerImage.length);
  let best = 0;
  let area = 0;
  // What one more hit, and one more prediction, at this rank would add to the precisions of all hits below.
  let ofHit = 0;
  let ofPrediction = 0;
  for (let at = ranked.length - 1; at >= 0; at--) {
    const { image, hit } = ranked[at]!;
    const weight = weights[image]!;
    if (weight === 0) continue;
    best = Math.max(best, precisions[at]!);
    if (hit) {
      area += weight * best;
      ofHit += weight / counts[at]!;
      ofPrediction += (weight * precisions[at]!) / counts[at]!;
    }
    derivatives[image] = derivatives[image]! + (hit ? best + ofHit : 0) - ofPrediction;
  }
  const score = area / total;
  truthPerImage.forEach((count, image) => {
    derivatives[image] = (derivatives[image]! - score * count) / total;
  });
  return { score, derivatives };
}
