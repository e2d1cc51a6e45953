import type { BoxWorkerState } from '../box-workers.ts';
import type { Cluster } from '../cluster.ts';
import type { DrawnBox } from '../cluster-boxes.ts';
import { confidenceOf, isPartOfLabel } from '../cluster-confidence.ts';
import { byPlace, drawImage } from '../drawn-image.ts';
import { type EstimatedImage, estimateObjects } from '../estimate-objects.ts';

/** Objects that one worker painted: `numbers` has for each pixel, row by row, 0 or n = `labels[n - 1]`. */
export interface PaintedInstances {
  numbers: Uint8Array;
  /** Labels of the objects. */
  labels: readonly string[];
}

/** One image and the objects that its workers painted; all pictures are of one size. */
export interface InstanceObject {
  objectId: string;
  width: number;
  height: number;
  answers: Array<{ workerId: string } & PaintedInstances>;
}

/** The objects of most workers; those that most did not see are left out. */
export interface ConsensusInstances {
  objectId: string;
  numbers: Uint8Array;
  /** 0..1; .5 and more. */
  instances: Array<{ label: string; confidence: number }>;
}

interface DrawnInstance extends DrawnBox {
  /** Row by row inside of its bounds: 1 = painted. */
  pixels: Uint8Array;
  area: number;
}

/** Numbers of a palette PNG, less the background. */
const MOST_INSTANCES = 255;

/**
 * Many workers' painted objects -> one picture. Which are the same, whether they exist, and how precise each worker is:
 * as for boxes, by their bounds, but alike by the pixels' own intersection over union. A pixel is the object's of which
 * more than half of its workers' weight says so; of two such objects the one of which more says so.
 * @param labels label names in class-id order; objects of other labels must have been taken out before
 */
export function consolidateInstances(
  objects: readonly InstanceObject[],
  labels: readonly string[],
  state: BoxWorkerState,
): { objects: ConsensusInstances[]; contribution: BoxWorkerState } {
  const drawn = objects.map(({ width, answers }) =>
    drawImage(
      answers.map((answer) => ({ workerId: answer.workerId, shapes: cutOut(answer, width) })),
      labels,
      ({ label: _, ...place }) => place,
      byPlace,
    ),
  );
  const { images, contribution } = estimateObjects(drawn, labels, state, (a, b) =>
    pixelOverlap(a as DrawnInstance, b as DrawnInstance),
  );
  return { objects: images.map((image, at) => paint(image, objects[at]!, labels)), contribution };
}

/** Each object inside of its bounds. */
function cutOut({ numbers, labels }: PaintedInstances, width: number) {
  const bounds = labels.map(() => ({ left: Infinity, top: Infinity, right: -1, bottom: -1, area: 0 }));
  for (let at = 0; at < numbers.length; at++) {
    const bound = numbers[at]! > 0 ? bounds[numbers[at]! - 1] : undefined;
    if (!bound) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    bound.left = Math.min(bound.left, x);
    bound.right = Math.max(bound.right, x);
    bound.top = Math.min(bound.top, y);
    bound.bottom = Math.max(bound.bottom, y);
    bound.area += 1;
  }
  return bounds.flatMap(({ left, top, right, bottom, area }, index) => {
    if (area === 0) return [];
    const box = { left, top, width: right - left + 1, height: bottom - top + 1 };
    const pixels = new Uint8Array(box.width * box.height);
    for (let y = 0; y < box.height; y++)
      for (let x = 0; x < box.width; x++)
        if (numbers[(top + y) * width + left + x] === index + 1) pixels[y * box.width + x] = 1;
    return [{ label: labels[index]!, ...box, pixels, area }];
  });
}

/** Intersection over union of the pixels. */
function pixelOverlap(a: DrawnInstance, b: DrawnInstance): number {
  const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)];
  const right = Math.min(a.left + a.width, b.left + b.width);
  const bottom = Math.min(a.top + a.height, b.top + b.height);
  let both = 0;
  for (let y = top; y < bottom; y++) {
    const [inA, inB] = [(y - a.top) * a.width - a.left, (y - b.top) * b.width - b.left];
    for (let x = left; x < right; x++) both += a.pixels[inA + x]! & b.pixels[inB + x]!;
  }
  return both / (a.area + b.area - both);
}

function paint(
  { clusters, workers }: EstimatedImage,
  { objectId, width, height }: InstanceObject,
  labels: readonly string[],
): ConsensusInstances {
  const kept = clusters
    .filter((cluster) => isPartOfLabel(cluster, workers.length))
    .map((cluster) => ({ cluster, ...confidenceOf(cluster, workers.length, labels) }))
    .sort((a, b) => b.confidence - a.confidence || byPlace(a.cluster.members[0]!, b.cluster.members[0]!))
    .slice(0, MOST_INSTANCES);
  const numbers = new Uint8Array(width * height);
  const shares = new Float32Array(width * height).fill(0.5);
  for (const [index, { cluster }] of kept.entries())
    for (const [pixel, share] of sharesOf(cluster, workers, width))
      if (share > shares[pixel]!) {
        shares[pixel] = share;
        numbers[pixel] = index + 1;
      }
  const seen = [...new Set(numbers)].filter((number) => number > 0).sort((a, b) => a - b);
  return {
    objectId,
    numbers: numbers.map((number) => (number === 0 ? 0 : seen.indexOf(number) + 1)),
    instances: seen.map((number) => {
      const { label, confidence } = kept[number - 1]!;
      return { label, confidence };
    }),
  };
}

/** For each pixel that a worker of the cluster painted, how much of the cluster's weight did. */
function sharesOf(cluster: Cluster, workers: EstimatedImage['workers'], width: number): Map<number, number> {
  const members = cluster.members as DrawnInstance[];
  const weights = members.map(({ worker }) => 1 / workers[worker]!.variance);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = new Map<number, number>();
  for (const [index, member] of members.entries())
    for (let at = 0; at < member.pixels.length; at++) {
      if (member.pixels[at] === 0) continue;
      const pixel = (member.top + Math.floor(at / member.width)) * width + member.left + (at % member.width);
      shares.set(pixel, (shares.get(pixel) ?? 0) + weights[index]! / total);
    }
  return shares;
}
