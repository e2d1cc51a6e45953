import type { BoxAnnotation } from '../../../shared/contracts/manifest-line.ts';
import { area, type BoundingBox, intersectionArea } from '../../../shared/domain/shapes/bounding-box.ts';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';
import { GREY } from '../../images/image-file.ts';
import type { Random } from '../../onnx/random.ts';
import type { Example } from './augmentation.ts';

/** Share of the lessons that get objects of other images, and how many at most. */
const SHARE = 0.6;
const MOST = 3;
/** What is pasted covers no more of an object, or an object of it, than this share. */
const COVERED = 0.05;
/** An object is pasted with what is around it, which fades out within this share of its sides and a pixel. */
const EDGE = 0.12;
/** Objects that are so small, in pixels, or fill so much of the frame are not pasted. */
const SMALLEST = 4;
const LARGEST = 0.8;
const MOST_IMAGES = 100;
const OBJECTS_AN_IMAGE = 1.5;

/**
 * In how many of the lessons objects of other images are pasted, 0..1: where few images hold several objects each.
 * Objects that stand alone in their images have no others beside them when they are looked for either.
 */
export function pastedShare(examples: readonly Example[]): number {
  const objects = examples.reduce((sum, { boxes }) => sum + boxes.length, 0);
  const areFew = examples.length > 0 && examples.length < MOST_IMAGES;
  return areFew && objects >= OBJECTS_AN_IMAGE * examples.length ? SHARE : 0;
}

/**
 * Pastes up to three objects of the examples into a view, each at its own scale (0.7 … 1.4), place and contrast, where
 * they hide none that is there (after Ghiasi et al., "Simple Copy-Paste is a Strong Data Augmentation Method", 2021).
 * Changes the frame's pixels.
 * @param boxes what the view shows, in pixels of the frame
 * @param examples whose objects may be pasted; where there are none nothing is
 * @returns these and the pasted ones
 */
export function pasteObjects(
  boxes: readonly BoxAnnotation[],
  examples: readonly Example[],
  frame: ImageSize,
  random: Random,
  pixels: Uint8Array,
): BoxAnnotation[] {
  const all = [...boxes];
  const wanted = Math.floor(random() * (MOST + 1));
  for (let pasted = 0; pasted < wanted; pasted++) {
    const from = examples[Math.floor(random() * examples.length)];
    const object = from?.boxes[Math.floor(random() * from.boxes.length)];
    const zoom = Math.exp((random() * 2 - 1) * 0.35);
    const [x, y] = [random(), random()];
    const gains = [0, 1, 2].map(() => 0.8 + 0.4 * random());
    if (!from || !object) continue;
    const [width, height] = [object.width * zoom, object.height * zoom];
    if (Math.min(width, height) < SMALLEST) continue;
    if (width > LARGEST * frame.width || height > LARGEST * frame.height) continue;
    const [left, top] = [x * (frame.width - width), y * (frame.height - height)];
    const place = { class_id: object.class_id, left, top, width, height };
    if (all.some((other) => covered(other, place) > COVERED)) continue;
    blend(from, object, place, gains, frame, pixels);
    all.push(place);
  }
  return all;
}

/** The share of the smaller one that both cover. */
const covered = (a: BoundingBox, b: BoundingBox) => intersectionArea(a, b) / Math.min(area(a), area(b));

/** One row or column of the frame: what lies there of the object's image, and how much of it is seen. */
interface Strip {
  at: number;
  source: number;
  /** How much the next pixel of the source counts, 0..1. */
  share: number;
  opacity: number;
}

function strips(
  start: number,
  size: number,
  limit: number,
  sourceStart: number,
  sourceSize: number,
  sourceLimit: number,
) {
  const edge = EDGE * size + 1;
  const found: Strip[] = [];
  const last = Math.min(limit - 1, Math.floor(start + size + edge));
  for (let at = Math.max(0, Math.ceil(start - edge)); at <= last; at++) {
    const middle = at + 0.5 - start;
    const source = sourceStart + (middle * sourceSize) / size - 0.5;
    const opacity = 1 - Math.max(0, -middle, middle - size) / edge;
    if (opacity <= 0 || source < 0 || source >= sourceLimit - 1) continue;
    found.push({ at, source: Math.floor(source), share: source - Math.floor(source), opacity });
  }
  return found;
}

function blend(
  from: Example,
  object: BoundingBox,
  place: BoundingBox,
  gains: readonly number[],
  frame: ImageSize,
  target: Uint8Array,
) {
  const { pixels } = from;
  const stride = from.width * 3;
  const rows = strips(place.top, place.height, frame.height, object.top, object.height, from.height);
  const columns = strips(place.left, place.width, frame.width, object.left, object.width, from.width);
  for (const row of rows)
    for (const column of columns) {
      const opacity = row.opacity * column.opacity;
      const to = (row.at * frame.width + column.at) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const at = row.source * stride + column.source * 3 + channel;
        const above = pixels[at]! + (pixels[at + 3]! - pixels[at]!) * column.share;
        const below = pixels[at + stride]! + (pixels[at + stride + 3]! - pixels[at + stride]!) * column.share;
        const value = (above + (below - above) * row.share - GREY) * gains[channel]! + GREY;
        target[to + channel]! += (Math.min(255, Math.max(0, value)) - target[to + channel]!) * opacity;
      }
    }
}
