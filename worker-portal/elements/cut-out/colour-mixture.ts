/** Colours as a mixture of Gaussians: how unlikely each colour is. */
export interface ColourMixture {
  parts: ColourPart[];
}

interface ColourPart {
  mean: [number, number, number];
  /** Upper triangle of the inverse covariance: rr, rg, rb, gg, gb, bb. */
  inverse: [number, number, number, number, number, number];
  /** What the part costs at its mean: -log of its weight and of its height. */
  cost: number;
}

const PARTS = 5;
const ROUNDS = 4;
/** Noise of a camera, in squared grey levels: no part is thinner. */
const THINNEST = 12;

/**
 * Fits a mixture to some of the colours.
 * @param colours r, g, b, r, g, b, …, 0 to 255
 * @param chosen which of them; at least one
 */
export function fitMixture(colours: Float32Array, chosen: readonly number[], before?: ColourMixture): ColourMixture {
  const partOf = before ? chosen.map((at) => nearestPart(before, colours, at)) : clustered(colours, chosen);
  const parts: ColourPart[] = [];
  for (let part = 0; part < PARTS; part++) {
    const own = chosen.filter((_, index) => partOf[index] === part);
    if (own.length > 0) parts.push(gaussian(colours, own, own.length / chosen.length));
  }
  return { parts };
}

/** -log of the likelihood of a colour, by its likeliest part. */
export function costOf({ parts }: ColourMixture, colours: Float32Array, at: number): number {
  let least = Infinity;
  for (const part of parts) least = Math.min(least, partCost(part, colours, at));
  return least;
}

function nearestPart({ parts }: ColourMixture, colours: Float32Array, at: number): number {
  let best = 0;
  let least = Infinity;
  parts.forEach((part, index) => {
    const cost = partCost(part, colours, at);
    if (cost < least) [best, least] = [index, cost];
  });
  return best;
}

function partCost({ mean, inverse: [rr, rg, rb, gg, gb, bb], cost }: ColourPart, colours: Float32Array, at: number) {
  const r = colours[3 * at]! - mean[0];
  const g = colours[3 * at + 1]! - mean[1];
  const b = colours[3 * at + 2]! - mean[2];
  return cost + 0.5 * (r * (rr * r + 2 * (rg * g + rb * b)) + g * (gg * g + 2 * gb * b) + bb * b * b);
}

/** k-means from the darkest to the brightest: the same for the same picture. */
function clustered(colours: Float32Array, chosen: readonly number[]): number[] {
  const light = (at: number) => colours[3 * at]! + colours[3 * at + 1]! + colours[3 * at + 2]!;
  const byLight = [...chosen].sort((a, b) => light(a) - light(b));
  let centres = Array.from({ length: PARTS }, (_, part) => {
    const at = byLight[Math.floor(((part + 0.5) * byLight.length) / PARTS)]!;
    return [colours[3 * at]!, colours[3 * at + 1]!, colours[3 * at + 2]!];
  });
  let partOf: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    partOf = chosen.map((at) => {
      const away = centres.map(
        ([r, g, b]) =>
          (colours[3 * at]! - r!) ** 2 + (colours[3 * at + 1]! - g!) ** 2 + (colours[3 * at + 2]! - b!) ** 2,
      );
      return away.indexOf(Math.min(...away));
    });
    centres = centres.map((centre, part) => {
      const own = chosen.filter((_, index) => partOf[index] === part);
      return own.length === 0 ? centre : meanOf(colours, own);
    });
  }
  return partOf;
}

function meanOf(colours: Float32Array, own: readonly number[]): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (const at of own) for (let channel = 0; channel < 3; channel++) sum[channel]! += colours[3 * at + channel]!;
  return [sum[0] / own.length, sum[1] / own.length, sum[2] / own.length];
}

function gaussian(colours: Float32Array, own: readonly number[], weight: number): ColourPart {
  const mean = meanOf(colours, own);
  let [rr, rg, rb, gg, gb, bb] = [0, 0, 0, 0, 0, 0];
  for (const at of own) {
    const r = colours[3 * at]! - mean[0];
    const g = colours[3 * at + 1]! - mean[1];
    const b = colours[3 * at + 2]! - mean[2];
    rr += r * r;
    rg += r * g;
    rb += r * b;
    gg += g * g;
    gb += g * b;
    bb += b * b;
  }
  [rr, rg, rb, gg, gb, bb] = [rr, rg, rb, gg, gb, bb].map((sum) => sum / own.length) as typeof inverse;
  rr += THINNEST;
  gg += THINNEST;
  bb += THINNEST;
  const determinant = rr * (gg * bb - gb * gb) - rg * (rg * bb - gb * rb) + rb * (rg * gb - gg * rb);
  const inverse: ColourPart['inverse'] = [
    (gg * bb - gb * gb) / determinant,
    (rb * gb - rg * bb) / determinant,
    (rg * gb - rb * gg) / determinant,
    (rr * bb - rb * rb) / determinant,
    (rg * rb - rr * gb) / determinant,
    (rr * gg - rg * rg) / determinant,
  ];
  return { mean, inverse, cost: -Math.log(weight) + 0.5 * Math.log(determinant) };
}
