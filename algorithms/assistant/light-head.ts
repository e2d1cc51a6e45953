import {
  area,
  type BoundingBox,
  clampToImage,
  intersectionArea,
  intersectionOverUnion,
} from '../../shared/domain/shapes/bounding-box.ts';
import { permutation, randomFor } from '../onnx/random.ts';
import type { CellFeatures } from './cell-features.ts';
import { solveRidge } from './ridge.ts';

/** What a person said of an image. */
export interface AnsweredImage {
  features: CellFeatures;
  boxes: ReadonlyArray<BoundingBox & { class_id: number }>;
}

/** A box that the head suggests: pixels of the upright image. */
export interface SuggestedBox extends BoundingBox {
  class_id: number;
  confidence: number;
}

/** Cells nearer to a box's middle than this share of its sides speak for it; others inside it say nothing. */
const MIDDLE = 0.28;
/** Cells with nothing that are learned from, an image. */
const NEGATIVES = 40;
/** Cells with nothing that a head was sure of, and how sure it must have been (a logit). */
const CONFUSED = 20;
const CONFUSING = -2;
const MOST_ROWS = 2500;
/** Cells that teach where the sides of a box are. */
const MOST_PLACES = 500;
const STEPS = 40;
const RATE = 0.02;
const DECAY = 0.1;
const RIDGE = 0.3;
/** The logit of a class that no answer has. */
const NEVER = -10;

/** Less sure boxes are nothing that any threshold would want. */
const LEAST_CONFIDENCE = 0.2;
const SAME_OBJECT = 0.35;
const INSIDE = 0.7;
const MOST_SUGGESTIONS = 60;

/** How a cell speaks of a box: where its middle is and how long its sides are, in cells. */
const PLACE = 4;

/** Linear readings of cells: how likely each class is in its middle there, and where its sides are. */
export interface LightHead {
  mean: Float32Array;
  scale: Float32Array;
  /** A row for each class: weights, then the bias. */
  classes: Float32Array[];
  /** A row for each number of a place. */
  places: Float32Array[];
}

type Cell = { image: AnsweredImage; at: number; class_id: number; place: number[] | undefined; weight: number };

/**
 * Fits a head to the answers so far: a logistic regression for each class, and a ridge regression for places. What it
 * does depends on the answers alone.
 * @param labels how many classes there are
 * @param before the head of fewer answers: it is where the new one starts
 * @returns undefined as long as there is no box in any answer
 */
export function fitLightHead(
  answers: readonly AnsweredImage[],
  labels: number,
  before?: LightHead,
): LightHead | undefined {
  const cells = chooseCells(answers, before);
  if (!cells.some(({ class_id }) => class_id >= 0)) return undefined;
  const { channels } = answers[0]!.features;
  const { mean, scale } = spreadOf(cells, channels);
  const rows = cells.map(({ image, at }) => standardRow(image.features, at, { mean, scale }));
  const classes = Array.from({ length: labels }, (_, id) =>
    logistic(
      rows,
      cells.map(({ class_id, weight }) => ({ isThere: class_id === id, weight })),
      before?.classes[id],
    ),
  );
  const placed = cells.flatMap(({ place }, index) => (place ? [index] : [])).slice(0, MOST_PLACES);
  const places = solveRidge(
    placed.map((index) => rows[index]!),
    Array.from({ length: PLACE }, (_, number) => placed.map((index) => cells[index]!.place![number]!)),
    RIDGE * channels,
  );
  return { mean, scale, classes, places };
}

/** The boxes that the head sees, the surest first. */
export function suggestBoxes(head: LightHead, features: CellFeatures): SuggestedBox[] {
  const { columns, rows, cell, image } = features;
  const found: SuggestedBox[] = [];
  for (let at = 0; at < columns * rows; at++) {
    const row = standardRow(features, at, head);
    const chances = head.classes.map((weights) => 1 / (1 + Math.exp(-reading(weights, row))));
    const confidence = Math.max(...chances);
    if (confidence < LEAST_CONFIDENCE) continue;
    const [dx, dy, wide, high] = head.places.map((weights) => reading(weights, row)) as [
      number,
      number,
      number,
      number,
    ];
    const width = Math.exp(wide) * cell.width;
    const height = Math.exp(high) * cell.height;
    const x = ((at % columns) + 0.5 + dx) * cell.width;
    const y = (Math.floor(at / columns) + 0.5 + dy) * cell.height;
    const box = clampToImage({ left: x - width / 2, top: y - height / 2, width, height }, image.width, image.height);
    if (box) found.push({ ...box, class_id: chances.indexOf(confidence), confidence });
  }
  return bestOfEach(found.sort((a, b) => b.confidence - a.confidence)).slice(0, MOST_SUGGESTIONS);
}

/** Whether two boxes can only be of one object: they overlap, or one lies in the other. */
function isSame(a: BoundingBox, b: BoundingBox): boolean {
  const shared = intersectionArea(a, b);
  return intersectionOverUnion(a, b) >= SAME_OBJECT || shared >= INSIDE * Math.min(area(a), area(b));
}

/** The surest of the boxes of each object, with the sides that they agree on. */
function bestOfEach(sorted: readonly SuggestedBox[]): SuggestedBox[] {
  const kept: SuggestedBox[] = [];
  for (const box of sorted) if (!kept.some((other) => isSame(other, box))) kept.push(box);
  return kept.map((box) => {
    const same = sorted.filter((other) => other.class_id === box.class_id && intersectionOverUnion(other, box) > 0.6);
    const total = same.reduce((sum, { confidence }) => sum + confidence, 0);
    const mean = (of: (each: SuggestedBox) => number) =>
      same.reduce((sum, each) => sum + of(each) * each.confidence, 0) / total;
    return {
      ...box,
      left: mean(({ left }) => left),
      top: mean(({ top }) => top),
      width: mean(({ width }) => width),
      height: mean(({ height }) => height),
    };
  });
}

/**
 * Cells of the answers: all that speak of a box, and of those with nothing some by chance and the ones that the head
 * before took for something. Newer images first, so that they stay.
 */
function chooseCells(answers: readonly AnsweredImage[], before: LightHead | undefined): Cell[] {
  const cells: Cell[] = [];
  for (let index = answers.length - 1; index >= 0 && cells.length < MOST_ROWS; index--) {
    const image = answers[index]!;
    const { columns, rows } = image.features;
    const spoken = Array.from({ length: columns * rows }, (_, at) => cellOf(image, at));
    const empty = spoken.flatMap((cell, at) => (cell === undefined ? [at] : []));
    cells.push(...spoken.filter((cell): cell is Cell => typeof cell === 'object'));
    const order = permutation(empty.length, randomFor(index)).map((pick) => empty[pick]!);
    const confused = before ? mostConfused(before, image.features, empty).slice(0, CONFUSED) : [];
    const chosen = new Set([...confused, ...order.slice(0, NEGATIVES)]);
    const left = (empty.length - confused.length) / Math.max(1, chosen.size - confused.length);
    for (const at of chosen)
      cells.push({ image, at, class_id: -1, place: undefined, weight: confused.includes(at) ? 1 : left });
  }
  return cells.slice(0, MOST_ROWS);
}

/** The cells that the head takes for something, the surest first. */
function mostConfused(head: LightHead, features: CellFeatures, cells: readonly number[]): number[] {
  return cells
    .map((at) => {
      const row = standardRow(features, at, head);
      return { at, most: Math.max(...head.classes.map((weights) => reading(weights, row))) };
    })
    .filter(({ most }) => most > CONFUSING)
    .sort((a, b) => b.most - a.most)
    .map(({ at }) => at);
}

/** @returns undefined: nothing is there; 'unclear': inside of a box and not in its middle */
function cellOf(image: AnsweredImage, at: number): Cell | 'unclear' | undefined {
  const { columns, cell } = image.features;
  const x = ((at % columns) + 0.5) * cell.width;
  const y = (Math.floor(at / columns) + 0.5) * cell.height;
  let isInside = false;
  let best: { box: AnsweredImage['boxes'][number]; away: number } | undefined;
  for (const box of image.boxes) {
    const [middleX, middleY] = [box.left + box.width / 2, box.top + box.height / 2];
    // A box that is smaller than a cell has its middle in one all the same.
    const reachX = Math.max(MIDDLE * box.width, cell.width / 2);
    const reachY = Math.max(MIDDLE * box.height, cell.height / 2);
    const away = Math.max(Math.abs(x - middleX) / reachX, Math.abs(y - middleY) / reachY);
    isInside ||= Math.abs(x - middleX) < box.width / 2 && Math.abs(y - middleY) < box.height / 2;
    if (away <= 1 && (!best || away < best.away)) best = { box, away };
  }
  if (!best) return isInside ? 'unclear' : undefined;
  const { box } = best;
  const place = [
    (box.left + box.width / 2 - x) / cell.width,
    (box.top + box.height / 2 - y) / cell.height,
    Math.log(box.width / cell.width),
    Math.log(box.height / cell.height),
  ];
  return { image, at, class_id: box.class_id, place, weight: 1 };
}

function spreadOf(cells: readonly Cell[], channels: number) {
  const mean = new Float32Array(channels);
  const square = new Float32Array(channels);
  for (const { image, at } of cells) {
    const { values } = image.features;
    for (let channel = 0; channel < channels; channel++) {
      const value = values[at * channels + channel]!;
      mean[channel]! += value / cells.length;
      square[channel]! += (value * value) / cells.length;
    }
  }
  const scale = square.map((value, channel) => 1 / Math.sqrt(Math.max(0, value - mean[channel]! ** 2) + 1e-3));
  return { mean, scale };
}

function standardRow(
  { values, channels }: CellFeatures,
  at: number,
  { mean, scale }: Pick<LightHead, 'mean' | 'scale'>,
): Float32Array {
  const row = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++)
    row[channel] = (values[at * channels + channel]! - mean[channel]!) * scale[channel]!;
  return row;
}

function reading(weights: Float32Array, row: Float32Array): number {
  let sum = weights[row.length]!;
  for (let at = 0; at < row.length; at++) sum += weights[at]! * row[at]!;
  return sum;
}

/** Logistic regression by Adam over all rows; each counts for as many cells as it stands for. */
function logistic(
  rows: readonly Float32Array[],
  truth: ReadonlyArray<{ isThere: boolean; weight: number }>,
  before?: Float32Array,
): Float32Array {
  const size = rows[0]!.length;
  const weights = before?.length === size + 1 ? before.slice() : new Float32Array(size + 1);
  if (!truth.some(({ isThere }) => isThere)) {
    weights.fill(0);
    weights[size] = NEVER;
    return weights;
  }
  const total = truth.reduce((sum, { weight }) => sum + weight, 0);
  const [first, second] = [new Float32Array(size + 1), new Float32Array(size + 1)];
  const gradient = new Float32Array(size + 1);
  for (let step = 1; step <= STEPS; step++) {
    for (let at = 0; at < size; at++) gradient[at] = DECAY * weights[at]!;
    gradient[size] = 0;
    rows.forEach((row, index) => {
      const { isThere, weight } = truth[index]!;
      const chance = 1 / (1 + Math.exp(-reading(weights, row)));
      const error = ((chance - Number(isThere)) * weight) / total;
      for (let at = 0; at < size; at++) gradient[at]! += error * row[at]!;
      gradient[size]! += error;
    });
    for (let at = 0; at <= size; at++) {
      first[at] = 0.9 * first[at]! + 0.1 * gradient[at]!;
      second[at] = 0.99 * second[at]! + 0.01 * gradient[at]! ** 2;
      const slope = first[at]! / (1 - 0.9 ** step) / (Math.sqrt(second[at]! / (1 - 0.99 ** step)) + 1e-8);
      weights[at]! -= (RATE * slope) / Math.sqrt(step);
    }
  }
  return weights;
}
