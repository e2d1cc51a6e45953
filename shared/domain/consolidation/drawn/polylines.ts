import type { ImageSize } from '../../shapes/image-size.ts';
import type { Point } from '../../shapes/point.ts';
import { boundsOf } from '../../shapes/polygon-raster.ts';
import { lineLength, linesApart, nearestOnLine, placesAlong, simplifyLine } from '../../shapes/polyline.ts';
import type { BoxWorkerState } from '../box-workers.ts';
import type { DrawnBox } from '../cluster-boxes.ts';
import { confidenceOf } from '../cluster-confidence.ts';
import { byPlace, drawImage } from '../drawn-image.ts';
import { estimateObjects } from '../estimate-objects.ts';

export interface LabeledPolyline {
  label: string;
  /** At least two, pixels, left/top origin; either end may come first. */
  vertices: Point[];
}

/** One image and the lines that its workers drew. A worker who drew none has an empty list. */
export interface LineObject {
  objectId: string;
  size: ImageSize;
  answers: Array<{ workerId: string; lines: LabeledPolyline[] }>;
}

export interface ConsensusLine extends LabeledPolyline {
  /** 0..1; >= .5 = part of the label. */
  confidence: number;
  workers: number;
}

interface DrawnLine extends DrawnBox {
  vertices: Point[];
}

/** Two lines that are this far apart on the mean, as a share of the image's size (the root of its area), are two. */
const REACH = 0.05;

/** Pixels within which two drawn lines may be one. */
export const lineReach = ({ width, height }: ImageSize) => REACH * Math.sqrt(width * height);

/** How alike two lines are, 0..1. */
export const linesAlike = (one: readonly Point[], other: readonly Point[], reach: number) =>
  Math.max(0, 1 - linesApart(one, other) / reach);

/** The bounds of a line with room around, so that an upright one is no box without width. */
export function roomAround(vertices: readonly Point[], reach: number) {
  const { left, top, width, height } = boundsOf(vertices);
  return { left: left - reach, top: top - reach, width: width + 2 * reach, height: height + 2 * reach };
}

/**
 * Many workers' lines -> one each. Which are the same: those that run close to each other, whichever end comes first;
 * whether they exist, and how precise each worker is: as for boxes, by their bounds. Where: the lines' places, each
 * worker's weighed by precision and less the farther it lies from the middle of all (Student's t).
 * @param labels label names in class-id order; lines of other labels must have been taken out before
 */
export function consolidateLines(
  objects: readonly LineObject[],
  labels: readonly string[],
  state: BoxWorkerState,
): { objects: Array<{ objectId: string; lines: ConsensusLine[] }>; contribution: BoxWorkerState } {
  const drawn = objects.map(({ size, answers }) =>
    drawImage(
      answers.map(({ workerId, lines }) => ({ workerId, shapes: lines })),
      labels,
      ({ vertices }) => ({ ...roomAround(vertices, lineReach(size)), vertices, reach: lineReach(size) }),
      (a, b) => byPlace(a, b) || byText(a.vertices, b.vertices),
    ),
  );
  const { images, contribution } = estimateObjects(drawn, labels, state, (a, b) => {
    const { vertices, reach } = a as DrawnLine & { reach: number };
    return linesAlike(vertices, (b as DrawnLine).vertices, reach);
  });
  return {
    objects: images.map(({ clusters, workers }, at) => ({
      objectId: objects[at]!.objectId,
      lines: clusters
        .map((cluster) => {
          const members = cluster.members as DrawnLine[];
          const precisions = members.map(({ worker }) => 1 / workers[worker]!.variance);
          return {
            ...confidenceOf(cluster, workers.length, labels),
            vertices: fuseLines(
              members.map(({ vertices }) => vertices),
              precisions,
            ),
            workers: members.length,
          };
        })
        .sort((a, b) => b.confidence - a.confidence || byText(a.vertices, b.vertices)),
    })),
    contribution,
  };
}

const byText = (a: readonly Point[], b: readonly Point[]) => {
  const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
  return first < second ? -1 : first > second ? 1 : 0;
};

/** Places of a line that are fused; of a straight one its ends alone. */
const PLACES = 64;
const ROUNDS = 3;
const STUDENT_NU = 4;
/** Pixels^2: nobody clicks more exactly than one pixel. */
const PIXEL_VARIANCE = 1;
/** Pixels that a vertex may be taken out for. */
const TOLERANCE = 0.75;

function fuseLines(lines: ReadonlyArray<readonly Point[]>, precisions: readonly number[]): Point[] {
  const [only, second] = lines;
  if (!second) return [...only!];
  const first = lines[precisions.indexOf(Math.max(...precisions))]!;
  const turned = lines.map((line) => (isTurned(line, first) ? line.toReversed() : line));
  const isStraight = turned.every(({ length }) => length === 2);
  const count = isStraight ? 2 : PLACES;
  const along = turned.map((line) => placesAlong(line, count));
  let middle = fuse(
    Array.from({ length: count }, (_, at) => along.map((places) => places[at])),
    precisions,
  );
  for (let round = 0; round < ROUNDS && !isStraight; round++) {
    const inner = middle.slice(1, -1).map((place) => turned.map((line) => nearestInside(place, line)));
    const [start, end] = [along.map((places) => places[0]), along.map((places) => places.at(-1))];
    middle = placesAlong(fuse([start, ...inner, end], precisions, middle), count);
  }
  return simplifyLine(middle, TOLERANCE);
}

/** Whether it runs the other way than the first one. */
function isTurned(line: readonly Point[], first: readonly Point[]): boolean {
  const apart = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
  const [start, end] = [line[0]!, line.at(-1)!];
  return apart(start, first.at(-1)!) + apart(end, first[0]!) < apart(start, first[0]!) + apart(end, first.at(-1)!);
}

/** Undefined where the line has ended before: it says nothing of the place. */
function nearestInside(place: Point, line: readonly Point[]): Point | undefined {
  const { place: found, isEnd } = nearestOnLine(place, line);
  return isEnd && lineLength(line) > 0 ? undefined : found;
}

/**
 * For each place the weighted mean of what the lines say of it. @param before what stands where no line says anything
 */
function fuse(
  places: ReadonlyArray<ReadonlyArray<Point | undefined>>,
  precisions: readonly number[],
  before: readonly Point[] = [],
): Point[] {
  return places.map((said, at) => {
    const known = said.flatMap((place, line) => (place ? [{ place, precision: precisions[line]! }] : []));
    return known.length > 0 ? robustMean(known) : before[at]!;
  });
}

function robustMean(said: ReadonlyArray<{ place: Point; precision: number }>): Point {
  let middle = { x: median(said.map(({ place }) => place.x)), y: median(said.map(({ place }) => place.y)) };
  const spread = median(said.map(({ place }) => Math.hypot(place.x - middle.x, place.y - middle.y))) ** 2;
  const best = Math.max(...said.map(({ precision }) => precision));
  for (let round = 0; round < ROUNDS; round++) {
    let [x, y, total] = [0, 0, 0];
    for (const { place, precision } of said) {
      const variance = (spread * best) / precision + PIXEL_VARIANCE;
      const squared = ((place.x - middle.x) ** 2 + (place.y - middle.y) ** 2) / variance;
      const weight = (STUDENT_NU + 2) / (STUDENT_NU + squared) / variance;
      x += weight * place.x;
      y += weight * place.y;
      total += weight;
    }
    middle = { x: x / total, y: y / total };
  }
  return middle;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
