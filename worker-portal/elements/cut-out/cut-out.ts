import type { BoundingBox } from '../../../shared/domain/shapes/bounding-box.ts';
import { type ColourMixture, costOf, fitMixture } from './colour-mixture.ts';
import { FlowNetwork, minCut } from './min-cut.ts';

/** A picture's pixels: red, green, blue, alpha of each, row by row. */
export interface PicturePixels {
  width: number;
  height: number;
  data: Uint8ClampedArray | Uint8Array;
}

/** Pixels of an object: 1, others 0, in a part of the picture. */
export interface CutOut {
  left: number;
  top: number;
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Long side of what is looked at: larger ones are made smaller first, so that a cut takes a fifth of a second. */
const LONGEST = 140;
/** How much around the box is looked at, as a share of its sides: that is what is no object. */
const AROUND = 0.25;
/** What is nearer to the middle of the box than this share of its sides is the object: nobody draws around a gap. */
const CORE = 0.35;
const ROUNDS = 2;
/** How dear it is to part two pixels of one colour. */
const SMOOTHNESS = 12;
/** A smaller share of the box is no object. */
const LEAST_SHARE = 0.04;

/**
 * The object in a box: what is inside and does not look like what is around it.
 * @param box pixels of the picture, around the object; the object does not reach beyond it
 * @returns undefined when nothing in the box differs from what is around
 * @see Rother, Kolmogorov and Blake, "GrabCut", SIGGRAPH 2004
 */
export function cutOut(picture: PicturePixels, box: BoundingBox): CutOut | undefined {
  const view = viewAround(picture, box);
  if (view.width < 3 || view.height < 3) return undefined;
  const { colours, columns, rows } = view;
  const isInBox = cellsWhere(view, box, (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.5);
  const isCore = cellsWhere(view, box, (x, y) => Math.hypot(x, y) < CORE);
  const inBox = isInBox.reduce((sum, inside) => sum + inside, 0);
  if (inBox === 0) return undefined;
  const network = joints(colours, columns, rows);
  let isObject = cellsWhere(view, box, (x, y) => Math.hypot(x, y) < 0.5);
  let mixtures: { object: ColourMixture; around: ColourMixture } | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const cells = [...isObject.keys()];
    const own = cells.filter((cell) => isObject[cell]);
    const others = cells.filter((cell) => !isObject[cell]);
    if (own.length < 5 || others.length < 5) break;
    mixtures = {
      object: fitMixture(colours, own, mixtures?.object),
      around: fitMixture(colours, others, mixtures?.around),
    };
    isObject = cut(network, { isInBox, isCore }, colours, mixtures);
  }
  const whole = largestWhole(isObject, columns, rows);
  const share = whole.reduce((sum, inside) => sum + inside, 0) / inBox;
  return share < LEAST_SHARE ? undefined : atFullSize(view, whole);
}

interface View {
  /** Pixels of the picture. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** Cells: pixels, or several of them where the view is large. */
  columns: number;
  rows: number;
  colours: Float32Array;
}

/** The box and what is around it, made smaller where it is large: means of the pixels of each cell. */
function viewAround({ width, height, data }: PicturePixels, box: BoundingBox): View {
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  const left = clamp(box.left - AROUND * box.width - 2, width);
  const top = clamp(box.top - AROUND * box.height - 2, height);
  const view = {
    left,
    top,
    width: clamp(box.left + (1 + AROUND) * box.width + 2, width) - left,
    height: clamp(box.top + (1 + AROUND) * box.height + 2, height) - top,
  };
  const shrink = Math.max(1, Math.max(view.width, view.height) / LONGEST);
  const columns = Math.max(1, Math.round(view.width / shrink));
  const rows = Math.max(1, Math.round(view.height / shrink));
  const colours = new Float32Array(columns * rows * 3);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [fromX, toX] = spanOf(column, columns, view.width);
      const [fromY, toY] = spanOf(row, rows, view.height);
      const at = 3 * (row * columns + column);
      for (let y = fromY; y < toY; y++)
        for (let x = fromX; x < toX; x++) {
          const pixel = 4 * ((top + y) * width + left + x);
          for (let channel = 0; channel < 3; channel++) colours[at + channel]! += data[pixel + channel]!;
        }
      for (let channel = 0; channel < 3; channel++) colours[at + channel]! /= (toX - fromX) * (toY - fromY);
    }
  return { ...view, columns, rows, colours };
}

/** Which pixels lie in a cell. */
function spanOf(cell: number, cells: number, pixels: number): [from: number, to: number] {
  const from = Math.floor((cell * pixels) / cells);
  return [from, Math.max(from + 1, Math.floor(((cell + 1) * pixels) / cells))];
}

/** Cells whose middle is at such a place: from the box's own middle, in its sides. */
function cellsWhere(
  { left, top, width, height, columns, rows }: View,
  box: BoundingBox,
  isThere: (x: number, y: number) => boolean,
): Uint8Array {
  return Uint8Array.from({ length: columns * rows }, (_, cell) => {
    const x = left + (((cell % columns) + 0.5) * width) / columns;
    const y = top + ((Math.floor(cell / columns) + 0.5) * height) / rows;
    return isThere((x - box.left) / box.width - 0.5, (y - box.top) / box.height - 0.5) ? 1 : 0;
  });
}

const NEIGHBOURS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 1],
] as const;

/** What it costs to part neighbours: the less, the more their colours differ against the picture's own contrast. */
function joints(colours: Float32Array, columns: number, rows: number): Array<[number, number, number]> {
  const found: Array<[from: number, to: number, cost: number]> = [];
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (const [right, down] of NEIGHBOURS) {
        const [x, y] = [column + right, row + down];
        if (x < 0 || x >= columns || y >= rows) continue;
        const [from, to] = [row * columns + column, y * columns + x];
        let difference = 0;
        for (let channel = 0; channel < 3; channel++)
          difference += (colours[3 * from + channel]! - colours[3 * to + channel]!) ** 2;
        sum += difference;
        found.push([from, to, difference]);
      }
  const contrast = found.length / Math.max(1e-3, 2 * sum);
  return found.map(([from, to, difference]) => {
    const isDiagonal = to - from !== 1 && to - from !== columns;
    return [from, to, ((isDiagonal ? Math.SQRT1_2 : 1) * SMOOTHNESS) / Math.exp(contrast * difference)];
  });
}

/** Dearer than all joints of a cell together. */
const NEVER = 9 * SMOOTHNESS;

function cut(
  parts: ReadonlyArray<[number, number, number]>,
  { isInBox, isCore }: { isInBox: Uint8Array; isCore: Uint8Array },
  colours: Float32Array,
  { object, around }: { object: ColourMixture; around: ColourMixture },
): Uint8Array {
  const network = new FlowNetwork(isInBox.length, parts.length);
  for (const [from, to, cost] of parts) network.join(from, to, cost);
  for (let cell = 0; cell < isInBox.length; cell++)
    if (isCore[cell]) network.terminal[cell] = NEVER;
    else if (isInBox[cell]) network.terminal[cell] = costOf(around, colours, cell) - costOf(object, colours, cell);
    else network.terminal[cell] = -NEVER;
  return minCut(network);
}

/** The largest connected part, its holes filled: an object is one thing. */
function largestWhole(isObject: Uint8Array, columns: number, rows: number): Uint8Array {
  const partOf = parts(isObject, 1, columns, rows);
  const whole = Uint8Array.from(partOf.of, (part) => (part === partOf.largest ? 1 : 0));
  if (partOf.largest === 0) return whole;
  // What does not reach the edge of the view is a hole.
  const outside = parts(whole, 0, columns, rows);
  const open = new Set<number>();
  for (let column = 0; column < columns; column++)
    for (const cell of [column, (rows - 1) * columns + column]) open.add(outside.of[cell]!);
  for (let row = 0; row < rows; row++)
    for (const cell of [row * columns, row * columns + columns - 1]) open.add(outside.of[cell]!);
  return Uint8Array.from(whole, (inside, cell) => (inside || !open.has(outside.of[cell]!) ? 1 : 0));
}

/** The connected parts of the cells of a value, from 1; 0 = another value. */
function parts(cells: Uint8Array, value: number, columns: number, rows: number) {
  const of = new Int32Array(cells.length);
  let [part, largest, most] = [0, 0, 0];
  for (let first = 0; first < cells.length; first++) {
    if (of[first] !== 0 || cells[first] !== value) continue;
    part++;
    of[first] = part;
    const open = [first];
    let size = 0;
    for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
      size++;
      const column = cell % columns;
      const near = [
        column > 0 ? cell - 1 : -1,
        column < columns - 1 ? cell + 1 : -1,
        cell - columns,
        cell + columns < columns * rows ? cell + columns : -1,
      ];
      for (const other of near)
        if (other >= 0 && of[other] === 0 && cells[other] === value) {
          of[other] = part;
          open.push(other);
        }
    }
    if (size > most) [largest, most] = [part, size];
  }
  return { of, largest };
}

function atFullSize({ left, top, width, height, columns, rows }: View, cells: Uint8Array): CutOut {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.min(rows - 1, Math.floor(((y + 0.5) * rows) / height));
    for (let x = 0; x < width; x++)
      pixels[y * width + x] = cells[row * columns + Math.min(columns - 1, Math.floor(((x + 0.5) * columns) / width))]!;
  }
  return { left, top, width, height, pixels };
}
