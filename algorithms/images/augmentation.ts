import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import type { Random } from '../onnx/random.ts';
import { GREY } from './image-file.ts';

export type Flip = 'none' | 'horizontal' | 'any';

export interface Picture extends ImageSize {
  /** RGB bytes. */
  pixels: Uint8Array;
}

/** Source = scale * target + shift, per axis. */
export interface Axis {
  scale: number;
  shift: number;
}

/** Where each pixel of the frame comes from. */
export interface View {
  x: Axis;
  y: Axis;
}

/**
 * Shows the picture at a random scale (0.77 … 1.43), aspect (8 %), place, colour balance, contrast and brightness,
 * mirrored if `flip` allows. Writes the frame's pixels to `target`.
 * @param cropping 1: scale, aspect and place as above; less: nearer to the whole image, which is 0
 */
export function augmentPicture(
  picture: Picture,
  frame: ImageSize,
  flip: Flip,
  random: Random,
  target: Uint8Array,
  cropping = 1,
): View {
  const between = (low: number, high: number) => low + random() * (high - low);
  const zoom = Math.exp(cropping * between(Math.log(0.7), Math.log(1.3)));
  const axis = (source: number, size: number, mirrored: boolean): Axis => {
    const scale = zoom * (1 + cropping * between(-0.08, 0.08));
    const shift = (source - size * scale) / 2 + cropping * between(-0.18, 0.18) * source;
    return mirrored ? { scale: -scale, shift: shift + size * scale } : { scale, shift };
  };
  const x = axis(picture.width, frame.width, flip !== 'none' && random() < 0.5);
  const y = axis(picture.height, frame.height, flip === 'any' && random() < 0.5);
  const brightness = between(-25, 25);
  const gains = [0, 1, 2].map(() => between(0.75, 1.25));
  warp(picture, frame, x, y, colourTable(gains, brightness), target);
  return { x, y };
}

/** Three tables of 256 values, one per channel: contrast around the middle, then brightness. */
function colourTable(gains: readonly number[], brightness: number): Uint8ClampedArray {
  const table = new Uint8ClampedArray(3 * 256);
  gains.forEach((gain, channel) => {
    for (let value = 0; value < 256; value++) table[channel * 256 + value] = (value - GREY) * gain + GREY + brightness;
  });
  return table;
}

/** Bilinear; grey outside of the source. */
function warp(source: Picture, frame: ImageSize, x: Axis, y: Axis, colours: Uint8ClampedArray, target: Uint8Array) {
  const { pixels } = source;
  const stride = source.width * 3;
  const columns = samples(x, frame.width, source.width);
  const rows = samples(y, frame.height, source.height);
  target.fill(GREY);
  for (let row = 0; row < frame.height; row++) {
    const upper = rows.nearer[row]!;
    if (upper < 0) continue;
    const down = rows.share[row]!;
    for (let column = 0; column < frame.width; column++) {
      const left = columns.nearer[column]!;
      if (left < 0) continue;
      const right = columns.share[column]!;
      const from = upper * stride + left * 3;
      const to = (row * frame.width + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const at = from + channel;
        const above = pixels[at]! + (pixels[at + 3]! - pixels[at]!) * right;
        const below = pixels[at + stride]! + (pixels[at + stride + 3]! - pixels[at + stride]!) * right;
        target[to + channel] = colours[(channel << 8) + ((above + (below - above) * down + 0.5) | 0)]!;
      }
    }
  }
}

/**
 * Where each target position lies between two source positions: the nearer one to the origin (-1: outside) and the
 * other's share.
 */
function samples({ scale, shift }: Axis, size: number, sourceSize: number) {
  const nearer = new Int32Array(size);
  const share = new Float32Array(size);
  for (let position = 0; position < size; position++) {
    const exact = (position + 0.5) * scale + shift - 0.5;
    const inside = Math.min(Math.max(exact, 0), sourceSize - 1.001);
    const isOutside = exact < -0.5 || exact > sourceSize - 0.5;
    nearer[position] = isOutside ? -1 : Math.floor(inside);
    share[position] = inside - Math.floor(inside);
  }
  return { nearer, share };
}
