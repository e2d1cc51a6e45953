import type { OutlineResponse } from '../../shared/contracts/model-answers.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { Point } from '../../shared/domain/shapes/point.ts';
import { traceContour } from '../../shared/domain/shapes/trace-contour.ts';

/** Probabilities of background and of each label over a grid of cells; `placed` of the grid's cells show the image. */
export interface Probabilities {
  /** [1 + labels, height, width] */
  data: Float32Array;
  classes: number;
  grid: ImageSize;
  /** Cells, not whole ones: how far the image reaches from the left top corner. */
  placed: ImageSize;
}

/**
 * The likeliest class of every pixel of an image, by probabilities between the cells' centres, and the mean probability
 * of each class's pixels.
 */
export function likeliestClasses(
  { data, classes, grid, placed }: Probabilities,
  image: ImageSize,
): { pixels: Uint8Array; confidences: (number | undefined)[] } {
  const { width, height } = image;
  const pixels = new Uint8Array(width * height);
  const sums = new Float64Array(classes);
  const counts = new Uint32Array(classes);
  const columns = between(width, placed.width, grid.width);
  const rows = between(height, placed.height, grid.height);
  const blended = new Float32Array(classes * grid.width);
  for (let y = 0; y < height; y++) {
    const { first: upper, share: down } = { first: rows.first[y]!, share: rows.share[y]! };
    for (let index = 0; index < classes; index++) {
      const from = (index * grid.height + upper) * grid.width;
      const below = upper + 1 < grid.height ? from + grid.width : from;
      for (let cell = 0; cell < grid.width; cell++)
        blended[index * grid.width + cell] = data[from + cell]! * (1 - down) + data[below + cell]! * down;
    }
    for (let x = 0; x < width; x++) {
      const left = columns.first[x]!;
      const right = Math.min(left + 1, grid.width - 1);
      const share = columns.share[x]!;
      let best = 0;
      let most = -1;
      for (let index = 0; index < classes; index++) {
        const at = index * grid.width;
        const probability = blended[at + left]! * (1 - share) + blended[at + right]! * share;
        if (probability <= most) continue;
        best = index;
        most = probability;
      }
      pixels[y * width + x] = best;
      sums[best]! += most;
      counts[best]! += 1;
    }
  }
  return { pixels, confidences: [...sums].map((sum, index) => (counts[index] ? sum / counts[index]! : undefined)) };
}

/** Between which two cells, and how far on the way, each pixel's centre lies. */
function between(pixels: number, placed: number, cells: number) {
  const first = new Int32Array(pixels);
  const share = new Float32Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const exact = Math.min(Math.max(((pixel + 0.5) * placed) / pixels - 0.5, 0), cells - 1);
    first[pixel] = Math.floor(exact);
    share[pixel] = exact - first[pixel]!;
  }
  return { first, share };
}

type Outline = OutlineResponse['annotations'][number];

/** Connected parts with fewer cells are noise. */
const FEWEST_CELLS = 12;
const MOST_OUTLINES = 200;

/** The outlines of the connected parts of each class in pixels of the image, the surest first; holes are filled. */
export function outlinesOf(probabilities: Probabilities, image: ImageSize): Outline[] {
  const { data, classes, grid, placed } = probabilities;
  const cells: ImageSize = {
    width: Math.min(grid.width, Math.ceil(placed.width)),
    height: Math.min(grid.height, Math.ceil(placed.height)),
  };
  const { pixels } = likeliestClasses({ ...probabilities, placed: cells }, cells);
  const scale = { x: image.width / placed.width, y: image.height / placed.height };
  const probabilityOf = (index: number, cell: number) =>
    data[(index * grid.height + Math.floor(cell / cells.width)) * grid.width + (cell % cells.width)]!;
  const outlines: Outline[] = [];
  for (let index = 1; index < classes; index++)
    for (const part of connectedParts(pixels, index, cells)) {
      const inside = new Set(part);
      const free = { left: -1, top: -1, columns: cells.width + 2, rows: cells.height + 2, scale: 1 };
      const isSet = (cell: number) => {
        const column = (cell % free.columns) - 1;
        const row = Math.floor(cell / free.columns) - 1;
        return (
          column >= 0 &&
          row >= 0 &&
          column < cells.width &&
          row < cells.height &&
          inside.has(row * cells.width + column)
        );
      };
      const vertices = traceContour(isSet, free).map((point) => onImage(point, scale, image));
      if (vertices.length < 3) continue;
      const sum = part.reduce((all, cell) => all + probabilityOf(index, cell), 0);
      outlines.push({ class_id: index - 1, vertices, confidence: sum / part.length });
    }
  return outlines.sort((a, b) => b.confidence - a.confidence).slice(0, MOST_OUTLINES);
}

const hundredths = (value: number) => Math.round(value * 100) / 100;

const onImage = ({ x, y }: Point, scale: Point, image: ImageSize): Point => ({
  x: hundredths(Math.min(Math.max(x * scale.x, 0), image.width)),
  y: hundredths(Math.min(Math.max(y * scale.y, 0), image.height)),
});

/** Cells of each connected part of a class, noise left out. */
function connectedParts(pixels: Uint8Array, index: number, { width, height }: ImageSize): number[][] {
  const seen = new Uint8Array(width * height);
  const parts: number[][] = [];
  for (let first = 0; first < pixels.length; first++) {
    if (seen[first] || pixels[first] !== index) continue;
    const part = [first];
    seen[first] = 1;
    for (let next = 0; next < part.length; next++) {
      const cell = part[next]!;
      const column = cell % width;
      const near = [cell - width, cell + width, column > 0 ? cell - 1 : -1, column < width - 1 ? cell + 1 : -1];
      for (const neighbour of near) {
        if (neighbour < 0 || neighbour >= pixels.length || seen[neighbour] || pixels[neighbour] !== index) continue;
        seen[neighbour] = 1;
        part.push(neighbour);
      }
    }
    if (part.length >= FEWEST_CELLS) parts.push(part);
  }
  return parts;
}
