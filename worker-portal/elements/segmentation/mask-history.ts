import type { LabelMask, Rectangle } from './label-mask.ts';

/** Together 64 MB: hundreds of strokes, or five fills of a 12-megapixel image. */
const MOST_BYTES = 64_000_000;

interface Step {
  area: Rectangle;
  /** What the area held before (in `#done`) or after (in `#undone`). */
  pixels: Uint8Array;
}

/** Undo and redo of a mask, which keeps of each step only the rectangle that changed. */
export class MaskHistory {
  readonly #mask: LabelMask;
  /** The mask as of the last commit, so that a step in progress can be compared and given up. */
  readonly #committed: Uint8Array;
  #done: Step[] = [];
  #undone: Step[] = [];

  constructor(mask: LabelMask) {
    this.#mask = mask;
    this.#committed = mask.pixels.slice();
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /**
   * Makes what was painted in `area` since the last commit one step.
   * @returns whether any pixel differs; when none does there is no step
   */
  commit(area: Rectangle): boolean {
    const before = this.#cut(this.#committed, area);
    const after = this.#cut(this.#mask.pixels, area);
    if (before.every((pixel, at) => pixel === after[at])) return false;
    this.#paste(this.#committed, area, after);
    this.#done.push({ area, pixels: before });
    this.#undone = [];
    let bytes = this.#done.reduce((sum, { pixels }) => sum + pixels.length, 0);
    while (this.#done.length > 1 && bytes > MOST_BYTES) bytes -= this.#done.shift()!.pixels.length;
    return true;
  }

  /** Gives up what was painted in `area` since the last commit. */
  revert(area: Rectangle): void {
    this.#paste(this.#mask.pixels, area, this.#cut(this.#committed, area));
  }

  /** @returns the rectangle that changed */
  undo(): Rectangle | undefined {
    return this.#swap(this.#done, this.#undone);
  }

  /** @returns the rectangle that changed */
  redo(): Rectangle | undefined {
    return this.#swap(this.#undone, this.#done);
  }

  #swap(from: Step[], to: Step[]): Rectangle | undefined {
    const step = from.pop();
    if (!step) return undefined;
    to.push({ area: step.area, pixels: this.#cut(this.#committed, step.area) });
    this.#paste(this.#committed, step.area, step.pixels);
    this.#paste(this.#mask.pixels, step.area, step.pixels);
    return step.area;
  }

  #cut(pixels: Uint8Array, { left, top, width, height }: Rectangle): Uint8Array {
    const part = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const start = (top + y) * this.#mask.width + left;
      part.set(pixels.subarray(start, start + width), y * width);
    }
    return part;
  }

  #paste(pixels: Uint8Array, { left, top, width, height }: Rectangle, part: Uint8Array): void {
    for (let y = 0; y < height; y++) {
      pixels.set(part.subarray(y * width, (y + 1) * width), (top + y) * this.#mask.width + left);
    }
  }
}
