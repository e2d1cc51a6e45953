import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import type { Size } from './frame.ts';
import { GREY } from './image-file.ts';
import type { Random } from './random.ts';

export type Flip = 'none' | 'horizontal' | 'any';

export interface Example extends Size {
  /** RGB bytes. */
  pixels: Uint8Array;
  /** Pixels of `pixels`. */
  boxes: readonly BoxAnnotation[];
}

/** Source = scale * target + shift, per axis. */
interface Axis {
  scale: number;
  shift: number;
}

/** At least this share of a box and this many pixels a side must be left in the frame. */
const MINIMUM_SHARE = 0.35;
const MINIMUM_SIDE = 3;

/**
 * Shows the example at a random scale (0.77 … 1.43), aspect (8 %), place, colour balance, contrast and brightness, mirrored if `flip` allows.
 * Writes the frame's pixels to `target` and returns the boxes that are still visible in it.
 */
export function augment(
  example: Example,
  frame: Size,
  flip: Flip,
  random: Random,
  target: Uint8Array,
): BoxAnnotation[] {
  const between = (low: number, high: number) => low + random() * (high - low);
  const zoom = Math.exp(between(Math.log(0.7), Math.log(1.3)));
  const axis = (source: number, size: number, mirrored: boolean): Axis => {
    const scale = zoom * between(0.92, 1.08);
    const shift = (source - size * scale) / 2 + between(-0.18, 0.18) * source;
    return mirrored ? { scale: -scale, shift: shift + size * scale } : { scale, shift };
  };
  const x = axis(example.width, frame.width, flip !== 'none' && random() < 0.5);
  const y = axis(example.height, frame.height, flip === 'any' && random() < 0.5);
  const brightness = between(-25, 25);
  const gains = [0, 1, 2].map(() => between(0.75, 1.25));
  warp(example, frame, x, y, colourTable(gains, brightness), target);
  return example.boxes.flatMap((box) => {
    const horizontal = visible(box.left, box.width, x, frame.width);
    const vertical = visible(box.top, box.height, y, frame.height);
    if (Math.min(horizontal.size, vertical.size) < MINIMUM_SIDE) return [];
    if (horizontal.share * vertical.share < MINIMUM_SHARE) return [];
    const { class_id } = box;
    return [{ class_id, left: horizontal.start, top: vertical.start, width: horizontal.size, height: vertical.size }];
  });
}

/** The part of `[start, start + size]` of the source that lies inside the target. */
function visible(start: number, size: number, { scale, shift }: Axis, limit: number) {
  const ends = [(start - shift) / scale, (start + size - shift) / scale];
  const low = Math.max(0, Math.min(...ends));
  const high = Math.min(limit, Math.max(...ends));
  return { start: low, size: high - low, share: (high - low) / Math.abs(size / scale) };
}

/** Three tables of 256 values, one per channel: contrast around the middle, then brightness. */
function colourTable(gains: readonly number[], brightness: number): Float32Array {
  const table = new Float32Array(3 * 256);
  gains.forEach((gain, channel) => {
    for (let value = 0; value < 256; value++) table[channel * 256 + value] = (value - GREY) * gain + GREY + brightness;
  });
  return table;
}

/** Bilinear; grey outside of the source. */
function warp(source: Example, frame: Size, x: Axis, y: Axis, colours: Float32Array, target: Uint8Array) {
  const { pixels, width, height } = source;
  const stride = width * 3;
  target.fill(GREY);
  for (let row = 0; row < frame.height; row++) {
    const sourceY = (row + 0.5) * y.scale + y.shift - 0.5;
    if (sourceY < -0.5 || sourceY > height - 0.5) continue;
    const top = Math.min(Math.max(sourceY, 0), height - 1.001);
    const upper = Math.floor(top);
    const down = top - upper;
    const line = upper * stride;
    for (let column = 0; column < frame.width; column++) {
      const sourceX = (column + 0.5) * x.scale + x.shift - 0.5;
      if (sourceX < -0.5 || sourceX > width - 0.5) continue;
      const left = Math.min(Math.max(sourceX, 0), width - 1.001);
      const nearer = Math.floor(left);
      const right = left - nearer;
      const from = line + nearer * 3;
      const to = (row * frame.width + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const at = from + channel;
        const above = pixels[at]! * (1 - right) + pixels[at + 3]! * right;
        const below = pixels[at + stride]! * (1 - right) + pixels[at + stride + 3]! * right;
        const value = colours[channel * 256 + Math.round(above * (1 - down) + below * down)]!;
        target[to + channel] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}
