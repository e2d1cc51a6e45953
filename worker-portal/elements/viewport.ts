import type { Point } from '../../shared/domain/shapes/point.ts';

/** Where an image stands on its stage: image pixels × `scale` + (`x`, `y`) = stage pixels. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

const SMALLEST_SCALE = 0.02;
const LARGEST_SCALE = 32;

/** The whole image, centred. */
export function fitted(image: Size, stage: Size): View {
  const scale = Math.min(stage.width / image.width, stage.height / image.height);
  return { scale, x: (stage.width - image.width * scale) / 2, y: (stage.height - image.height * scale) / 2 };
}

/** Enlarged by `factor`; the image's point under `at` (stage pixels) stays where it is. */
export function zoomed(view: View, factor: number, at: Point): View {
  const scale = Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** Two fingers moved: the image follows them both. */
export function pinched(view: View, from: readonly [Point, Point], to: readonly [Point, Point]): View {
  const spread = ([a, b]: readonly [Point, Point]) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  const middle = ([a, b]: readonly [Point, Point]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const start = middle(from);
  const end = middle(to);
  const grown = zoomed(view, spread(to) / spread(from), start);
  return { ...grown, x: grown.x + end.x - start.x, y: grown.y + end.y - start.y };
}

export const toImage = (view: View, point: Point): Point => ({
  x: (point.x - view.x) / view.scale,
  y: (point.y - view.y) / view.scale,
});

/** Whether some of the image is still on the stage. */
export const isInSight = (view: View, image: Size, stage: Size): boolean =>
  view.x < stage.width &&
  view.y < stage.height &&
  view.x + image.width * view.scale > 0 &&
  view.y + image.height * view.scale > 0;
