import type { BoundingBox } from '../../../shared/domain/shapes/bounding-box.ts';
import type { FrameBox } from '../../../shared/domain/tracks/track.ts';
import type { Size } from '../viewport.ts';
import { findTemplate, type GreyImage, type Template, templateOf } from './forward-tracker.ts';

/** Less alike than this is another object, or none. */
const LOST = 0.62;
/** As alike as this to what it was at first it is looked for as that, so that small errors do not add up. */
const STILL_THE_SAME = 0.8;

/** How a run of the tracker ended: it came to its last frame, was stopped, or lost the object at a frame. */
export type TrackingEnd = { end: 'done' | 'stopped' } | { end: 'lost'; frame: number };

/**
 * Follows a box through the next frames until it is lost.
 * @param load a frame's decoded image @param onStep the box at each next frame; false stops
 * @throws SecurityError where pixels of the images must not be read
 */
export async function trackForward(
  box: BoundingBox,
  { from, to, size }: { from: number; to: number; size: Size },
  load: (frame: number) => Promise<HTMLImageElement>,
  onStep: (box: FrameBox) => boolean,
): Promise<TrackingEnd> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const grey = (image: HTMLImageElement, part: BoundingBox, { width, height }: Size): GreyImage => {
    [canvas.width, canvas.height] = [width, height];
    context.drawImage(image, part.left, part.top, part.width, part.height, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const pixels = new Float32Array(width * height);
    for (let at = 0; at < pixels.length; at++)
      pixels[at] = 0.299 * data[at * 4]! + 0.587 * data[at * 4 + 1]! + 0.114 * data[at * 4 + 2]!;
    return { width, height, pixels };
  };
  let last = box;
  let first: Template | undefined;
  for (let frame = from; frame < to; frame++) {
    const [own, next] = [await load(frame), await load(frame + 1)];
    const find = (template: Template) => findTemplate(template, last, size, (part, target) => grey(next, part, target));
    const before = templateOf(last, (part, target) => grey(own, part, target));
    first ??= before;
    const asAtFirst = find(first);
    const found = asAtFirst.likeness >= STILL_THE_SAME ? asAtFirst : find(before);
    if (found.likeness < LOST) return { end: 'lost', frame: frame + 1 };
    last = found.box;
    const { left, top, width, height } = last;
    if (!onStep({ frame: frame + 1, left, top, width, height })) return { end: 'stopped' };
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return { end: 'done' };
}
