import type { Rgb } from './colours.ts';
import type { Placement } from './plane-geometry.ts';

/** Writes the colour at (u, v) of the unit square into `colour` and returns whether anything is there. */
export type Surface = (u: number, v: number, colour: Float64Array) => boolean;

/** Nobody's pixel: background or clutter. */
export const NOBODY = 0;

/** A picture under work: RGB 0..1, and which logo each pixel shows. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** Interleaved RGB. */
  readonly rgb: Float32Array;
  /** Per pixel: number of the logo seen there, from 1, or NOBODY. */
  readonly owners: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgb = new Float32Array(width * height * 3);
    this.owners = new Uint8Array(width * height);
  }

  /** Colours every pixel by its position. */
  fill(colourAt: (x: number, y: number) => Rgb): void {
    for (let y = 0, at = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) {
        const colour = colourAt(x, y);
        this.rgb[at++] = colour[0];
        this.rgb[at++] = colour[1];
        this.rgb[at++] = colour[2];
      }
    }
  }

  /**
   * Paints a surface over what is there, with 2x2 samples a pixel.
   * @returns pixels that the surface covers, those outside the picture included
   */
  paint(surface: Surface, placement: Placement, owner: number): number {
    const colour = new Float64Array(3);
    let covered = 0;
    for (let y = placement.top; y <= placement.bottom; y++) {
      for (let x = placement.left; x <= placement.right; x++) {
        let [red, green, blue, samples] = [0, 0, 0, 0];
        for (let sample = 0; sample < 4; sample++) {
          if (!sampleAt(surface, placement.toUnit, x + 0.25 + (sample & 1) / 2, y + 0.25 + (sample >> 1) / 2, colour))
            continue;
          red += colour[0]!;
          green += colour[1]!;
          blue += colour[2]!;
          samples++;
        }
        if (samples === 0) continue;
        if (samples >= 2) covered++;
        if (x < 0 || y < 0 || x >= this.width || y >= this.height) continue;
        const pixel = y * this.width + x;
        const rest = 1 - samples / 4;
        this.rgb[pixel * 3] = this.rgb[pixel * 3]! * rest + red / 4;
        this.rgb[pixel * 3 + 1] = this.rgb[pixel * 3 + 1]! * rest + green / 4;
        this.rgb[pixel * 3 + 2] = this.rgb[pixel * 3 + 2]! * rest + blue / 4;
        if (samples >= 2) this.owners[pixel] = owner;
      }
    }
    return covered;
  }

  /** How many pixels of each owner the surface would hide. */
  hiddenBy(surface: Surface, placement: Placement): Map<number, number> {
    const colour = new Float64Array(3);
    const hidden = new Map<number, number>();
    const { left, top, right, bottom } = this.#inside(placement);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const owner = this.owners[y * this.width + x]!;
        if (owner === NOBODY || !sampleAt(surface, placement.toUnit, x + 0.5, y + 0.5, colour)) continue;
        hidden.set(owner, (hidden.get(owner) ?? 0) + 1);
      }
    }
    return hidden;
  }

  /** The part of the placement's rectangle that is in the picture, edges included. */
  #inside({ left, top, right, bottom }: Placement) {
    return {
      left: Math.max(0, left),
      top: Math.max(0, top),
      right: Math.min(this.width - 1, right),
      bottom: Math.min(this.height - 1, bottom),
    };
  }

  /** Darkens what lies under a soft-edged disc in the placement's unit square: a contact shadow. */
  shade(placement: Placement, strength: number): void {
    const m = placement.toUnit;
    const { left, top, right, bottom } = this.#inside(placement);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const depth = m[6]! * (x + 0.5) + m[7]! * (y + 0.5) + m[8]!;
        const u = (m[0]! * (x + 0.5) + m[1]! * (y + 0.5) + m[2]!) / depth;
        const v = (m[3]! * (x + 0.5) + m[4]! * (y + 0.5) + m[5]!) / depth;
        const distance = u * u * u * u + v * v * v * v;
        if (distance >= 1) continue;
        const factor = 1 - strength * (1 - distance * distance);
        for (let channel = 0; channel < 3; channel++) this.rgb[(y * this.width + x) * 3 + channel]! *= factor;
      }
    }
  }

  /** The smallest box around an owner's visible pixels, and their number; undefined when none is visible. */
  visibleBox(owner: number): { left: number; top: number; width: number; height: number; pixels: number } | undefined {
    let [left, top, right, bottom, pixels] = [this.width, this.height, -1, -1, 0];
    for (let y = 0, pixel = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++, pixel++) {
        if (this.owners[pixel] !== owner) continue;
        pixels++;
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        if (y > bottom) bottom = y;
      }
    }
    return pixels ? { left, top, width: right - left + 1, height: bottom - top + 1, pixels } : undefined;
  }
}

function sampleAt(surface: Surface, toUnit: Float64Array, x: number, y: number, colour: Float64Array): boolean {
  const depth = toUnit[6]! * x + toUnit[7]! * y + toUnit[8]!;
  const u = (toUnit[0]! * x + toUnit[1]! * y + toUnit[2]!) / depth;
  const v = (toUnit[3]! * x + toUnit[4]! * y + toUnit[5]!) / depth;
  return u > -1 && u < 1 && v > -1 && v < 1 && surface(u, v, colour);
}
