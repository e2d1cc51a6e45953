import type { Point } from '../../../shared/domain/shapes/point.ts';
import { joinRectangles, type LabelMask, type Rectangle } from './label-mask.ts';

/**
 * Gives `label` to the pixel at `start` and to all of the same label that are joined to it by sides.
 * @param start in pixels of the image
 * @returns the changed part; undefined when nothing changes
 */
export function floodFill(mask: LabelMask, start: Point, label: number): Rectangle | undefined {
  const { width, height, pixels } = mask;
  const x = Math.floor(start.x);
  const y = Math.floor(start.y);
  if (x < 0 || y < 0 || x >= width || y >= height) return undefined;
  const old = pixels[y * width + x]!;
  if (old === label) return undefined;
  let changed: Rectangle | undefined;
  const seeds: Array<[x: number, y: number]> = [[x, y]];
  for (let seed = seeds.pop(); seed; seed = seeds.pop()) {
    const row = seed[1] * width;
    if (pixels[row + seed[0]] !== old) continue;
    let first = seed[0];
    while (first > 0 && pixels[row + first - 1] === old) first--;
    let end = seed[0] + 1;
    while (end < width && pixels[row + end] === old) end++;
    pixels.fill(label, row + first, row + end);
    changed = joinRectangles(changed, { left: first, top: seed[1], width: end - first, height: 1 });
    for (const next of [seed[1] - 1, seed[1] + 1]) {
      if (next < 0 || next >= height) continue;
      for (let at = first; at < end; at++) {
        const isRunStart = at === first || pixels[next * width + at - 1] !== old;
        if (isRunStart && pixels[next * width + at] === old) seeds.push([at, next]);
      }
    }
  }
  return changed;
}
