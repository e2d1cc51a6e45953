import type { LabelMask, Rectangle } from './label-mask.ts';
import { colourNumber } from './mask-answer.ts';

/** Shows a mask; never read back, so what a browser does to a canvas's pixels cannot come into an answer. */
export class MaskLayer {
  readonly element = document.createElement('canvas');
  #mask: LabelMask | undefined;
  /** Little-endian RGBA by label number; the background is transparent. */
  #colours = new Uint32Array(256);

  constructor() {
    this.element.className = 'mask';
  }

  /** @param colours `#rrggbb` by label number */
  show(mask: LabelMask, colours: readonly string[]): void {
    this.#mask = mask;
    this.#colours.fill(0);
    for (const [label, colour] of colours.entries()) {
      const value = colourNumber(colour);
      const abgr = (0xff << 24) | ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16);
      if (label > 0) this.#colours[label] = abgr >>> 0;
    }
    this.element.width = mask.width;
    this.element.height = mask.height;
    this.paint({ left: 0, top: 0, width: mask.width, height: mask.height });
  }

  paint({ left, top, width, height }: Rectangle): void {
    const mask = this.#mask;
    if (!mask) return;
    const image = new ImageData(width, height);
    const shown = new Uint32Array(image.data.buffer);
    for (let y = 0; y < height; y++) {
      const row = (top + y) * mask.width + left;
      for (let x = 0; x < width; x++) shown[y * width + x] = this.#colours[mask.pixels[row + x]!]!;
    }
    this.element.getContext('2d')!.putImageData(image, left, top);
  }
}
