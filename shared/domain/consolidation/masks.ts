import {
  addMaskCounts,
  emptyMaskCounts,
  type MaskCounts,
  type MaskSkill,
  type MaskWorkerState,
  maskSkill,
} from './mask-workers.ts';
import { inWorkerOrder } from './worker-order.ts';

/**
 * One image and the masks of its workers: row-major label indexes, 0 = background, k = `labels[k - 1]`; all of one
 * size.
 */
export interface MaskObject {
  objectId: string;
  width: number;
  height: number;
  answers: Array<{ workerId: string; mask: Uint8Array }>;
}

export interface MaskConsolidation {
  objects: Array<{
    objectId: string;
    mask: Uint8Array;
    /** Mean posterior inside each label's pixels, 0..1; index 0 = background. Labels without pixels are absent. */
    confidences: Record<number, number>;
  }>;
  contribution: MaskWorkerState;
}

const ITERATIONS = 12;
/** Pixels around the union of a label's masks that count as its surroundings. */
const MARGIN = 4;
/** More workers than this on one image cannot be told apart by the bits of a pattern. */
const MOST_WORKERS = 30;
/** What every worker of an image says stands, also a small thing that its wide surroundings make look unlikely. */
const UNCONTRADICTED = 0.51;

/** One label in one image: how many pixels have each pattern of votes (bit w = worker w painted it). */
interface Region {
  image: number;
  label: number;
  patterns: Map<number, number>;
  posterior: Map<number, number>;
  prior: number;
}

/**
 * Several workers' masks -> one: STAPLE (Warfield, Zou, Wells 2004) per label over the surroundings of its union, with
 * each worker's sensitivity and specificity carried across images in `state`; all pixels of a region count, background
 * of the rest of the image would make all workers look alike. Pixels with equal votes are handled as one, so cost
 * follows area once. Finally a disputed pixel that agrees with none of its neighbours takes theirs.
 */
export function consolidateMasks(
  objects: readonly MaskObject[],
  labels: readonly string[],
  state: MaskWorkerState,
): MaskConsolidation {
  const images = objects.map((object) => ({
    ...object,
    answers: inWorkerOrder(object.answers).slice(0, MOST_WORKERS),
  }));
  const regions = images.flatMap((image, index) => openRegions(image, index, labels.length));
  let learnt = new Map<string, MaskCounts>();
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    for (const region of regions) estimate(region, skillsOf(images[region.image]!, learnt, state));
    learnt = count(regions, images);
  }
  return {
    objects: images.map((image, index) =>
      paint(
        image,
        regions.filter((region) => region.image === index),
      ),
    ),
    contribution: { workers: Object.fromEntries([...learnt].sort(([a], [b]) => (a < b ? -1 : 1))) },
  };
}

const skillsOf = (image: MaskObject, learnt: ReadonlyMap<string, MaskCounts>, state: MaskWorkerState): MaskSkill[] =>
  image.answers.map(({ workerId }) =>
    maskSkill(addMaskCounts(learnt.get(workerId) ?? emptyMaskCounts(), state.workers[workerId] ?? emptyMaskCounts())),
  );

/** The surroundings of one label's pixels, growing as its pixels are met. */
interface Surroundings {
  left: number;
  top: number;
  right: number;
  bottom: number;
  patterns: Map<number, number>;
  painted: number;
}

function openRegions(image: MaskObject, index: number, labels: number): Region[] {
  const { width, height, answers } = image;
  const found = new Map<number, Surroundings>();
  eachVote(image, (at, label, pattern) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    let region = found.get(label);
    if (!region) {
      region = { left: x, top: y, right: x, bottom: y, patterns: new Map(), painted: 0 };
      found.set(label, region);
    }
    if (x < region.left) region.left = x;
    if (x > region.right) region.right = x;
    if (y < region.top) region.top = y;
    if (y > region.bottom) region.bottom = y;
    region.patterns.set(pattern, (region.patterns.get(pattern) ?? 0) + 1);
    region.painted += 1;
  });
  return [...found]
    .filter(([label]) => label <= labels)
    .sort(([a], [b]) => a - b)
    .map(([label, { left, top, right, bottom, patterns, painted }]) => {
      const columns = Math.min(width - 1, right + MARGIN) - Math.max(0, left - MARGIN) + 1;
      const rows = Math.min(height - 1, bottom + MARGIN) - Math.max(0, top - MARGIN) + 1;
      if (columns * rows > painted) patterns.set(0, columns * rows - painted);
      const votes = [...patterns].reduce((sum, [pattern, pixels]) => sum + bits(pattern) * pixels, 0);
      return {
        image: index,
        label,
        patterns,
        posterior: new Map([...patterns.keys()].map((pattern) => [pattern, bits(pattern) / answers.length])),
        prior: Math.min(0.95, Math.max(0.02, votes / (columns * rows * answers.length))),
      };
    });
}

const bits = (pattern: number) => {
  let count = 0;
  for (let rest = pattern; rest; rest &= rest - 1) count++;
  return count;
};

/**
 * Calls `visit` once for each pixel and each label that somebody gave it, with the pattern of those who did; row by
 * row.
 */
function eachVote(
  { width, height, answers }: MaskObject,
  visit: (at: number, label: number, pattern: number) => void,
): void {
  const masks = answers.map(({ mask }) => mask);
  for (let at = 0; at < width * height; at++) {
    let seen = 0;
    for (let worker = 0; worker < masks.length; worker++) {
      const label = masks[worker]![at]!;
      if (label === 0 || (seen >> worker) & 1) continue;
      let pattern = 0;
      for (let other = worker; other < masks.length; other++) if (masks[other]![at] === label) pattern |= 1 << other;
      seen |= pattern;
      visit(at, label, pattern);
    }
  }
}

function estimate(region: Region, skills: readonly MaskSkill[]): void {
  for (const pattern of region.patterns.keys()) {
    let odds = Math.log(region.prior / (1 - region.prior));
    skills.forEach(({ sensitivity, specificity }, worker) => {
      odds +=
        (pattern >> worker) & 1 ? Math.log(sensitivity / (1 - specificity)) : Math.log((1 - sensitivity) / specificity);
    });
    region.posterior.set(pattern, 1 / (1 + Math.exp(-odds)));
  }
}

function count(regions: readonly Region[], images: readonly MaskObject[]): Map<string, MaskCounts> {
  const counts = new Map<string, MaskCounts>();
  for (const image of images) {
    for (const { workerId } of image.answers) {
      const own = counts.get(workerId) ?? emptyMaskCounts();
      counts.set(workerId, { ...own, answers: own.answers + 1 });
    }
  }
  for (const region of regions) {
    const { answers } = images[region.image]!;
    // Who answered alone was compared with nobody.
    if (answers.length < 2) continue;
    answers.forEach(({ workerId }, worker) => {
      const own = counts.get(workerId)!;
      for (const [pattern, pixels] of region.patterns) {
        const inside = pixels * region.posterior.get(pattern)!;
        const painted = (pattern >> worker) & 1;
        own.inside += inside;
        own.outside += pixels - inside;
        if (painted) own.insidePainted += inside;
        else own.outsideUnpainted += pixels - inside;
      }
    });
  }
  return counts;
}

/**
 * Each pixel gets the likeliest label over .5. What nobody painted is background: its doubt is what of a label somebody
 * saw there.
 */
function paint(image: MaskObject, regions: readonly Region[]): MaskConsolidation['objects'][number] {
  const size = image.width * image.height;
  const mask = new Uint8Array(size);
  const best = new Float32Array(size).fill(0.5);
  const greatest = new Float32Array(size);
  const disputed = new Uint8Array(size);
  const all = 2 ** image.answers.length - 1;
  const byLabel = new Map(regions.map((region) => [region.label, region]));
  eachVote(image, (at, label, pattern) => {
    const estimated = byLabel.get(label)?.posterior.get(pattern);
    if (estimated === undefined) return;
    const posterior = pattern === all ? Math.max(estimated, UNCONTRADICTED) : estimated;
    if (pattern !== all) disputed[at] = 1;
    if (posterior > greatest[at]!) greatest[at] = posterior;
    if (posterior > best[at]!) {
      best[at] = posterior;
      mask[at] = label;
    }
  });
  settleSpecks(image, mask, disputed);
  return { objectId: image.objectId, mask, confidences: meanPosteriors(mask, best, greatest) };
}

function meanPosteriors(mask: Uint8Array, best: Float32Array, greatest: Float32Array): Record<number, number> {
  const sums = new Float64Array(256);
  const pixels = new Float64Array(256);
  for (let at = 0; at < mask.length; at++) {
    const label = mask[at]!;
    sums[label]! += label ? Math.max(best[at]!, 0.5) : 1 - greatest[at]!;
    pixels[label]! += 1;
  }
  return Object.fromEntries(
    [...pixels].flatMap((count, label) => (count > 0 ? [[label, sums[label]! / count] as const] : [])),
  );
}

function settleSpecks({ width, height }: MaskObject, mask: Uint8Array, disputed: Uint8Array): void {
  const before = mask.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      if (!disputed[at]) continue;
      const [up, down, left, right] = [before[at - width]!, before[at + width]!, before[at - 1]!, before[at + 1]!];
      if (up === down && left === right && up === left && up !== before[at]) mask[at] = up;
    }
  }
}
