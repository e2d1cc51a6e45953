import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { DEEPEST_STRIDE } from '../network/network.ts';

/** What the frame is chosen from: image sizes and the boxes inside, pixels. */
export interface SizedExample extends ImageSize {
  boxes: readonly ImageSize[];
}

const MINIMUM_SIDE = 128;
/** Pretrained features were learned on larger objects: below this they say little. */
const MINIMUM_PRETRAINED_SIDE = 192;
const MAXIMUM_SIDE = 320;

/** A small object should span this many pixels, four cells of the network's output. */
const SMALL_OBJECT = 16;

/**
 * The network's input size. The aspect is the images' own where they agree, else square; the long side is `longSide`,
 * or just so long that the 5 % smallest objects (square root of the area) span SMALL_OBJECT pixels, within 128 (192 for
 * a pretrained backbone) … 320 and never more than the images have.
 */
export function chooseFrame(
  examples: readonly SizedExample[],
  longSide: number | 'auto',
  pretrained = false,
): ImageSize {
  const aspects = sorted(examples.map(({ width, height }) => width / height));
  const agree = quantile(aspects, 0.95) < 1.15 * quantile(aspects, 0.05);
  const aspect = agree ? quantile(aspects, 0.5) : 1;
  const long = longSide === 'auto' ? automaticSide(examples, pretrained) : longSide;
  const multiple = (pixels: number) => Math.max(2, Math.round(pixels / DEEPEST_STRIDE)) * DEEPEST_STRIDE;
  return { width: multiple(long * Math.min(1, aspect)), height: multiple(long / Math.max(1, aspect)) };
}

function automaticSide(examples: readonly SizedExample[], pretrained: boolean): number {
  const shares = examples.flatMap(({ width, height, boxes }) =>
    boxes.map((box) => Math.sqrt(box.width * box.height) / Math.max(width, height)),
  );
  const longest = Math.max(...examples.map(({ width, height }) => Math.max(width, height)));
  const minimum = pretrained ? MINIMUM_PRETRAINED_SIDE : MINIMUM_SIDE;
  const wanted = shares.length === 0 ? minimum : SMALL_OBJECT / quantile(sorted(shares), 0.05);
  return Math.min(Math.max(wanted, minimum), MAXIMUM_SIDE, longest);
}

/** How large an image of this size is inside the frame: whole, aspect kept, in the left top corner. */
export function fitInside({ width, height }: ImageSize, frame: ImageSize): ImageSize {
  const scale = Math.min(frame.width / width, frame.height / height);
  const side = (pixels: number, limit: number) => Math.min(limit, Math.max(2, Math.round(pixels * scale)));
  return { width: side(width, frame.width), height: side(height, frame.height) };
}

const sorted = (values: number[]) => values.sort((a, b) => a - b);
const quantile = (ascending: readonly number[], share: number) =>
  ascending[Math.round(share * (ascending.length - 1))] ?? 0;
