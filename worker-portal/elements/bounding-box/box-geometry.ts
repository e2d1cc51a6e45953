import type { Point } from '../../../shared/domain/shapes/point.ts';
import { type Size, toImage, type View } from '../viewport.ts';

/** Whole pixels of the image, origin at its top left, as Ground Truth writes boxes. */
export interface Box {
  label: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
/** A corner or side by which a box is resized. */
export type Handle = (typeof HANDLES)[number];

const ROOM_FOR_ALL = 40;
/** The side of a new box, as a share of the shorter side of what is in sight. */
const NEW_BOX_SHARE = 0.3;

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** The rectangle over two opposite corners, in any order, within the image and on whole pixels. */
export function spanning(a: Point, b: Point, image: Size): Omit<Box, 'label'> {
  const left = Math.round(clamp(Math.min(a.x, b.x), 0, image.width));
  const top = Math.round(clamp(Math.min(a.y, b.y), 0, image.height));
  const right = Math.round(clamp(Math.max(a.x, b.x), 0, image.width));
  const bottom = Math.round(clamp(Math.max(a.y, b.y), 0, image.height));
  return { left, top, width: right - left, height: bottom - top };
}

/** A new box in the middle of what is in sight. */
export function middleBox(view: View, stage: Size, image: Size): Omit<Box, 'label'> {
  const corner = toImage(view, { x: 0, y: 0 });
  const end = toImage(view, { x: stage.width, y: stage.height });
  const from = { x: Math.max(0, corner.x), y: Math.max(0, corner.y) };
  const to = { x: Math.min(image.width, end.x), y: Math.min(image.height, end.y) };
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const half = (NEW_BOX_SHARE / 2) * Math.min(to.x - from.x, to.y - from.y);
  return spanning({ x: middle.x - half, y: middle.y - half }, { x: middle.x + half, y: middle.y + half }, image);
}

/** The rectangle that just holds the points: an object's extreme ones, in any order. */
export function through(points: readonly Point[], image: Size): Omit<Box, 'label'> {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return spanning({ x: Math.min(...xs), y: Math.min(...ys) }, { x: Math.max(...xs), y: Math.max(...ys) }, image);
}

/** With one corner or side moved to a point; drawn over the opposite one, the box turns over. */
export function resized<B extends Box>(box: B, handle: Handle, to: Point, image: Size): B {
  const a = { x: box.left, y: box.top };
  const b = { x: box.left + box.width, y: box.top + box.height };
  if (handle.includes('w')) a.x = to.x;
  if (handle.includes('e')) b.x = to.x;
  if (handle.startsWith('n')) a.y = to.y;
  if (handle.startsWith('s')) b.y = to.y;
  return { ...box, ...spanning(a, b, image) };
}

/** Moved by so many pixels, stopped at the image's edges. */
export function moved<B extends Box>(box: B, by: Point, image: Size): B {
  return {
    ...box,
    left: Math.round(clamp(box.left + by.x, 0, image.width - box.width)),
    top: Math.round(clamp(box.top + by.y, 0, image.height - box.height)),
  };
}

/**
 * The handles that a box has room for, `side` being its shorter side in stage pixels: corners alone where sides would
 * be buried.
 */
export const handlesFor = (side: number): readonly Handle[] =>
  side < ROOM_FOR_ALL ? HANDLES.filter((handle) => handle.length === 2) : HANDLES;

export const handlePoint = (box: Box, handle: Handle): Point => ({
  x: box.left + (handle.includes('w') ? 0 : handle.includes('e') ? box.width : box.width / 2),
  y: box.top + (handle.startsWith('n') ? 0 : handle.startsWith('s') ? box.height : box.height / 2),
});

/** Which of these handles is within `reach` (image pixels) of a point; the nearest one. */
export function handleAt(box: Box, handles: readonly Handle[], point: Point, reach: number): Handle | undefined {
  let nearest: Handle | undefined;
  let least = reach;
  for (const handle of handles) {
    const { x, y } = handlePoint(box, handle);
    const distance = Math.max(Math.abs(x - point.x), Math.abs(y - point.y));
    if (distance > least) continue;
    least = distance;
    nearest = handle;
  }
  return nearest;
}

export const holds = (box: Box, { x, y }: Point, reach = 0): boolean =>
  x >= box.left - reach &&
  x <= box.left + box.width + reach &&
  y >= box.top - reach &&
  y <= box.top + box.height + reach;

/** What a click means: of all boxes under the point the smallest, since it is the hardest to hit. */
export function boxAt<B extends Box>(boxes: readonly B[], point: Point, reach: number): B | undefined {
  let smallest: B | undefined;
  for (const box of boxes) {
    if (!holds(box, point, reach)) continue;
    if (!smallest || box.width * box.height <= smallest.width * smallest.height) smallest = box;
  }
  return smallest;
}

/** The same place in an image of another size. */
export function scaled<B extends Box>(box: B, from: Size, to: Size): B {
  const [x, y] = [to.width / from.width, to.height / from.height];
  const a = { x: box.left * x, y: box.top * y };
  return { ...box, ...spanning(a, { x: a.x + box.width * x, y: a.y + box.height * y }, to) };
}

/**
 * Boxes as documents give them, put on whole pixels within the image; whatever is none is left out. A `confidence` of
 * 0..1 stays.
 */
export function readBoxes(value: unknown, image: Size): Array<Box & { confidence?: number }> {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const { label, left, top, width, height, confidence } = item as Record<string, unknown>;
    const [x, y, w, h] = [left, top, width, height].map(Number);
    if (![x, y, w, h].every(Number.isFinite)) return [];
    const rectangle = spanning({ x: x!, y: y! }, { x: x! + w!, y: y! + h! }, image);
    if (rectangle.width === 0 || rectangle.height === 0) return [];
    const isSuggestion = typeof confidence === 'number' && confidence >= 0 && confidence <= 1;
    return [{ label: String(label), ...rectangle, ...(isSuggestion && { confidence }) }];
  });
}
