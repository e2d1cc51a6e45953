import type { BoundingBox } from '../../../shared/domain/shapes/bounding-box.ts';
import type { Point } from '../../../shared/domain/shapes/point.ts';
import type { View } from '../viewport.ts';

/** A box that a pointer, or the keys' cursor, is drawing: pixels of the image. */
export class BoxGesture {
  #corners: { from: Point; to: Point } | undefined;

  get isBegun(): boolean {
    return this.#corners !== undefined;
  }

  begin(from: Point): void {
    this.#corners = { from, to: from };
  }

  drag(to: Point): void {
    if (this.#corners) this.#corners = { ...this.#corners, to };
  }

  /** @returns the box, of no size after a click; undefined when none was begun */
  end(): BoundingBox | undefined {
    const box = this.#box;
    this.#corners = undefined;
    return box;
  }

  paint(context: CanvasRenderingContext2D, { scale, x, y }: View, colour: string): void {
    const box = this.#box;
    if (!box) return;
    const place = [box.left * scale + x, box.top * scale + y, box.width * scale, box.height * scale] as const;
    for (const [width, style] of [
      [4, '#000a'],
      [2, colour],
    ] as const) {
      context.lineWidth = width;
      context.strokeStyle = style;
      context.strokeRect(...place);
    }
  }

  get #box(): BoundingBox | undefined {
    if (!this.#corners) return undefined;
    const { from, to } = this.#corners;
    return {
      left: Math.min(from.x, to.x),
      top: Math.min(from.y, to.y),
      width: Math.abs(to.x - from.x),
      height: Math.abs(to.y - from.y),
    };
  }
}
