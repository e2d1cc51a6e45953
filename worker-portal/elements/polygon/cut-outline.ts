import type { Point } from '../../../shared/domain/shapes/point.ts';
import { simplifyRing, traceContour } from '../../../shared/domain/shapes/trace-contour.ts';
import type { CutOut } from '../cut-out/cut-out.ts';
import { isSimple } from './labeled-polygon.ts';

/** How far an outline may be from the edge of what was cut out, in pixels; the further ones for `simplified`. */
const TOLERANCES = [1, 1.5, 2, 3, 4, 6, 8, 12, 16];

/** The outline of what was cut out, within a pixel of its edge and without crossing itself. */
export function outlineOf({ left, top, width, height, pixels }: CutOut): Point[] {
  // The grid has a free cell on each side, as contours are traced.
  const grid = { left: left - 1, top: top - 1, columns: width + 2, rows: height + 2, scale: 1 };
  const ring = traceContour((cell) => {
    const x = (cell % grid.columns) - 1;
    const y = Math.floor(cell / grid.columns) - 1;
    return x >= 0 && y >= 0 && x < width && y < height && pixels[y * width + x] === 1;
  }, grid);
  const simple = simplifyRing(ring, TOLERANCES[0]!);
  return isSimple(simple) ? simple : ring;
}

/**
 * The outline with at least a vertex less, as near to the given one as that can be.
 * @returns undefined when it has no vertex to lose within 16 pixels
 */
export function simplified(vertices: readonly Point[]): Point[] | undefined {
  for (const tolerance of TOLERANCES) {
    const fewer = simplifyRing(vertices, tolerance);
    if (fewer.length < vertices.length && fewer.length >= 3 && isSimple(fewer)) return fewer;
  }
  return undefined;
}
