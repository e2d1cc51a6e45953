import type { ClassMask } from '../shapes/class-mask.ts';
import type { ErrorSplit } from './detection-errors.ts';

/** How a model's mask of one image lies over the one that people painted. Per class, background first; pixels. */
export interface JudgedAreas {
  /** Both say so. */
  both: number[];
  truth: number[];
  given: number[];
  /** Painted by people as a class, by the model as another one (not background). */
  confused: number;
  /** Edges of each class: how long both are, and how much of each lies near the other. */
  edges: Array<{ truth: number; truthNear: number; given: number; givenNear: number }>;
}

/** Pixels may be off by this share of the diagonal and an edge is still found (Perazzi et al. 2016, DAVIS). */
const NEAR = 0.0075;
/** Edges are compared on a picture of at most this many pixels a side. */
const EDGE_SIDE = 512;

/** @param unchecked ids of the labels that nobody looked for: their pixels are judged in neither mask */
export function judgeAreas(
  truth: ClassMask,
  given: ClassMask,
  labels: number,
  unchecked: readonly number[] = [],
): JudgedAreas {
  const classes = 1 + labels;
  const zeros = () => new Array<number>(classes).fill(0);
  const judged: JudgedAreas = { both: zeros(), truth: zeros(), given: zeros(), confused: 0, edges: [] };
  const isUnchecked = new Uint8Array(256);
  for (const id of unchecked) isUnchecked[id + 1] = 1;
  for (let pixel = 0; pixel < truth.pixels.length; pixel++) {
    const there = truth.pixels[pixel]!;
    const here = given.pixels[pixel]!;
    if (isUnchecked[there] || isUnchecked[here]) continue;
    judged.truth[there]! += 1;
    judged.given[here]! += 1;
    if (there === here) judged.both[there]! += 1;
    else if (there > 0 && here > 0) judged.confused += 1;
  }
  const small = { truth: shrink(truth), given: shrink(given) };
  const reach = Math.max(1, Math.round(NEAR * Math.hypot(small.truth.width, small.truth.height)));
  for (let index = 1; index < classes; index++) {
    const edgeOfTruth = edge(small.truth, index);
    const edgeGiven = edge(small.given, index);
    const count = (edges: readonly number[], others: readonly number[]) => {
      const near = dilate(others, small.truth, reach);
      return edges.filter((at) => near[at]).length;
    };
    judged.edges.push({
      truth: edgeOfTruth.length,
      truthNear: count(edgeOfTruth, edgeGiven),
      given: edgeGiven.length,
      givenNear: count(edgeGiven, edgeOfTruth),
    });
  }
  return judged;
}

function shrink(mask: ClassMask): ClassMask {
  const scale = Math.max(1, Math.max(mask.width, mask.height) / EDGE_SIDE);
  if (scale === 1) return mask;
  const width = Math.round(mask.width / scale);
  const height = Math.round(mask.height / scale);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels[y * width + x] = mask.pixels[Math.floor((y + 0.5) * scale) * mask.width + Math.floor((x + 0.5) * scale)]!;
  return { width, height, pixels };
}

/** Pixels of the class with a neighbour of another one. */
function edge({ width, height, pixels }: ClassMask, index: number): number[] {
  const edges: number[] = [];
  for (let at = 0; at < pixels.length; at++) {
    if (pixels[at] !== index) continue;
    const column = at % width;
    const isInner =
      column > 0 &&
      column < width - 1 &&
      at >= width &&
      at < width * (height - 1) &&
      pixels[at - 1] === index &&
      pixels[at + 1] === index &&
      pixels[at - width] === index &&
      pixels[at + width] === index;
    if (!isInner) edges.push(at);
  }
  return edges;
}

/** Every pixel within `reach` of the given ones. */
function dilate(points: readonly number[], { width, height }: ClassMask, reach: number): Uint8Array {
  const near = new Uint8Array(width * height);
  for (const at of points) {
    const column = at % width;
    const row = Math.floor(at / width);
    for (let dy = -reach; dy <= reach; dy++) {
      const y = row + dy;
      if (y < 0 || y >= height) continue;
      const half = Math.floor(Math.sqrt(reach * reach - dy * dy));
      near.fill(1, y * width + Math.max(0, column - half), y * width + Math.min(width - 1, column + half) + 1);
    }
  }
  return near;
}

export interface AreaScore {
  score: number;
  others: Record<string, number>;
  /** IoU of each label over all images; null where no image shows it. `truth`: images that show it. */
  perLabel: Record<string, { score: number | null; truth: number }>;
  /** In thousandths of all judged pixels. */
  errors: ErrorSplit;
}

/** Sums over images, each counted `weights[image]` times. */
function iousOf(images: readonly JudgedAreas[], labels: number, weights?: readonly number[]): (number | null)[] {
  return Array.from({ length: labels }, (_, id) => {
    let [both, truth, given] = [0, 0, 0];
    images.forEach((image, index) => {
      const weight = weights?.[index] ?? 1;
      both += weight * image.both[id + 1]!;
      truth += weight * image.truth[id + 1]!;
      given += weight * image.given[id + 1]!;
    });
    return truth === 0 ? null : both / (truth + given - both);
  });
}

const mean = (values: readonly (number | null)[]) => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
};

/**
 * The mean intersection over union of the labels that some image shows, over the pixels of all images, background left
 * out; beside it the mean boundary F (Perazzi et al. 2016): edges that lie near each other.
 */
export function scoreAreas(images: readonly JudgedAreas[], labels: readonly string[]): AreaScore {
  const ious = iousOf(images, labels.length);
  const boundary = labels.map((_, id) => {
    const sum = (of: 'truth' | 'truthNear' | 'given' | 'givenNear') =>
      images.reduce((all, image) => all + image.edges[id]![of], 0);
    if (sum('truth') === 0) return null;
    const recall = sum('truthNear') / sum('truth');
    const precision = sum('given') === 0 ? 0 : sum('givenNear') / sum('given');
    return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  });
  const total = (of: (image: JudgedAreas) => number) => images.reduce((sum, image) => sum + of(image), 0);
  const all = total(({ truth }) => truth.reduce((sum, count) => sum + count, 0));
  const thousandths = (pixels: number) => (all === 0 ? 0 : Math.round((1000 * pixels) / all));
  const confused = total((image) => image.confused);
  const wrongly = (of: 'truth' | 'given') =>
    total((image) => image[of].slice(1).reduce((sum, count, id) => sum + count - image.both[id + 1]!, 0)) - confused;
  return {
    score: mean(ious),
    others: { boundaryF: mean(boundary) },
    perLabel: Object.fromEntries(
      labels.map((name, id) => [
        name,
        { score: ious[id]!, truth: images.filter(({ truth }) => truth[id + 1]! > 0).length },
      ]),
    ),
    errors: {
      missed: thousandths(wrongly('truth')),
      location: 0,
      label: thousandths(confused),
      background: thousandths(wrongly('given')),
    },
  };
}

/** Mean IoU of resamples. */
export const meanIouScorer = (images: readonly JudgedAreas[], labels: number) => (weights: readonly number[]) =>
  mean(iousOf(images, labels, weights));
