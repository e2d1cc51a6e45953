import {
  addMaskCounts,
  emptyMaskCounts,
  type MaskCounts,
  type MaskSkill,
  type MaskWorkerState,
  maskSkill,
} from './mask-workers.ts';

/** One image and the masks of its workers: row-major label indexes, 0 = background, k = `labels[k - 1]`; all of one size. */
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
/** More workers than this on one image cannot be told apart by a 16-bit pattern. */
const MOST_WORKERS = 16;
/** What every worker of an image says stands, also a small thing that its wide surroundings make look unlikely. */
const UNCONTRADICTED = 0.51;

/** One label in one image: how many pixels have each pattern of votes (bit w = worker w painted it). */
interface Region {
  image: number;
  label: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  patterns: Map<number, number>;
  posterior: Map<number, number>;
  prior: number;
}

/**
 * Several workers' masks -> one: STAPLE (Warfield, Zou, Wells 2004) per label over the surroundings of its union, with each
 * worker's sensitivity and specificity carried across images in `state`; all pixels of a region count, background of the
 * rest of the image would make all workers look alike. Pixels with equal votes are handled as one, so cost follows area once.
 * Finally a disputed pixel that agrees with none of its neighbours takes theirs.
 */
export function consolidateMasks(
  objects: readonly MaskObject[],
  labels: readonly string[],
  state: MaskWorkerState,
): MaskConsolidation {
  const images = objects.map((object) => ({
    ...object,
    answers: [...object.answers].sort((a, b) => (a.workerId < b.workerId ? -1 : 1)).slice(0, MOST_WORKERS),
  }));
  const regions = images.flatMap((image, index) =>
    labels.flatMap((_, label) => openRegion(image, index, label + 1) ?? []),
  );
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

function openRegion(image: MaskObject, index: number, label: number): Region | undefined {
  const { width, height, answers } = image;
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (const { mask } of answers) {
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        if (mask[at] !== label) continue;
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        if (y > bottom) bottom = y;
      }
    }
  }
  if (right < 0) return undefined;
  const region: Region = {
    image: index,
    label,
    left: Math.max(0, left - MARGIN),
    top: Math.max(0, top - MARGIN),
    right: Math.min(width - 1, right + MARGIN),
    bottom: Math.min(height - 1, bottom + MARGIN),
    patterns: new Map(),
    posterior: new Map(),
    prior: 0,
  };
  let votes = 0;
  eachPixel(region, image, (_, pattern) => {
    region.patterns.set(pattern, (region.patterns.get(pattern) ?? 0) + 1);
    votes += bits(pattern);
  });
  const pixels = (region.right - region.left + 1) * (region.bottom - region.top + 1);
  region.prior = Math.min(0.95, Math.max(0.02, votes / (pixels * answers.length)));
  for (const pattern of region.patterns.keys()) region.posterior.set(pattern, bits(pattern) / answers.length);
  return region;
}

const bits = (pattern: number) => {
  let count = 0;
  for (let rest = pattern; rest; rest &= rest - 1) count++;
  return count;
};

function eachPixel(region: Region, image: MaskObject, visit: (at: number, pattern: number) => void): void {
  for (let y = region.top; y <= region.bottom; y++) {
    for (let x = region.left; x <= region.right; x++) {
      const at = y * image.width + x;
      let pattern = 0;
      for (let worker = 0; worker < image.answers.length; worker++) {
        if (image.answers[worker]!.mask[at] === region.label) pattern |= 1 << worker;
      }
      visit(at, pattern);
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
    images[region.image]!.answers.forEach(({ workerId }, worker) => {
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

function paint(image: MaskObject, regions: readonly Region[]): MaskConsolidation['objects'][number] {
  const size = image.width * image.height;
  const mask = new Uint8Array(size);
  const best = new Float32Array(size).fill(0.5);
  const greatest = new Float32Array(size);
  const disputed = new Uint8Array(size);
  for (const region of regions) {
    const all = (1 << image.answers.length) - 1;
    eachPixel(region, image, (at, pattern) => {
      const estimated = region.posterior.get(pattern)!;
      const posterior = pattern === all ? Math.max(estimated, UNCONTRADICTED) : estimated;
      if (pattern !== 0 && pattern !== all) disputed[at] = 1;
      if (posterior > greatest[at]!) greatest[at] = posterior;
      if (posterior > best[at]!) {
        best[at] = posterior;
        mask[at] = region.label;
      }
    });
  }
  settleSpecks(image, mask, disputed);
  const sums = new Map<number, [number, number]>();
  for (let at = 0; at < size; at++) {
    const label = mask[at]!;
    const entry = sums.get(label) ?? [0, 0];
    entry[0] += label ? Math.max(best[at]!, 0.5) : 1 - greatest[at]!;
    entry[1] += 1;
    sums.set(label, entry);
  }
  const confidences = Object.fromEntries(
    [...sums].sort(([a], [b]) => a - b).map(([label, [sum, n]]) => [label, sum / n]),
  );
  return { objectId: image.objectId, mask, confidences };
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
