import type { Point } from '../../../shared/domain/shapes/point.ts';
import { BoxGesture } from '../cut-out/box-gesture.ts';
import type { CutOut } from '../cut-out/cut-out.ts';
import { paintStroke } from './brush.ts';
import { floodFill } from './flood-fill.ts';
import { BACKGROUND, joinRectangles, type LabelMask, type Rectangle } from './label-mask.ts';
import { MaskHistory } from './mask-history.ts';
import { fillOutline } from './polygon-fill.ts';

export const MASK_TOOLS = ['brush', 'eraser', 'polygon', 'fill', 'cutOut'] as const;
export type MaskToolName = (typeof MASK_TOOLS)[number];

/** The key of each tool. */
export const MASK_KEYS: Readonly<Record<MaskToolName, string>> = {
  brush: 'B',
  eraser: 'E',
  polygon: 'P',
  fill: 'F',
  cutOut: 'X',
};

const SMALLEST_BRUSH = 1;
const LARGEST_BRUSH = 400;

/**
 * What one person does to a mask, whatever pointer or key it comes from. Points are pixels of the image, fractions
 * included.
 */
export class MaskEditor {
  readonly mask: LabelMask;
  /** The number of the label to paint, from 1. */
  label = 1;
  #tool: MaskToolName = 'brush';
  #brushSize = 20;
  #history: MaskHistory;
  #onPaint: (area: Rectangle) => void;
  #stroke: { last: Point; area: Rectangle | undefined } | undefined;
  #corners: Point[] = [];
  /** The box around what is to be cut out. */
  readonly box = new BoxGesture();

  /** @param onPaint told which pixels may be others now, also within a stroke */
  constructor(mask: LabelMask, onPaint: (area: Rectangle) => void) {
    this.mask = mask;
    this.#history = new MaskHistory(mask);
    this.#onPaint = onPaint;
  }

  get tool(): MaskToolName {
    return this.#tool;
  }

  /** Another tool gives up what the former has begun. */
  set tool(tool: MaskToolName) {
    this.cancel();
    this.#tool = tool;
  }

  /** The brush's diameter in pixels of the image. */
  get brushSize(): number {
    return this.#brushSize;
  }

  set brushSize(size: number) {
    this.#brushSize = Math.min(LARGEST_BRUSH, Math.max(SMALLEST_BRUSH, Math.round(size)));
  }

  /** The polygon that is being drawn. */
  get corners(): readonly Point[] {
    return this.#corners;
  }

  get isDrawing(): boolean {
    return this.#stroke !== undefined || this.#corners.length > 0 || this.box.isBegun;
  }

  get canUndo(): boolean {
    return this.#corners.length > 0 || this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /**
   * Begins a stroke or a box, places a corner, or fills.
   * @param reach how near to its first corner a polygon closes, in pixels of the image
   * @returns whether that was a whole step
   */
  press(point: Point, reach: number): boolean {
    if (this.#tool === 'fill') return this.#commit(this.#painted(floodFill(this.mask, point, this.label)));
    if (this.#tool === 'polygon') {
      const [first] = this.#corners;
      const isBack = first && Math.hypot(point.x - first.x, point.y - first.y) <= reach;
      if (isBack && this.#corners.length > 2) return this.close();
      this.#corners.push(point);
      return false;
    }
    if (this.#tool === 'cutOut') {
      this.box.begin(point);
      return false;
    }
    this.#stroke = { last: point, area: undefined };
    this.drag(point);
    return false;
  }

  /** Goes on with the stroke, or moves the corner just placed. */
  drag(point: Point): void {
    this.box.drag(point);
    if (this.#tool === 'polygon' && this.#corners.length > 0) this.#corners[this.#corners.length - 1] = point;
    const stroke = this.#stroke;
    if (!stroke) return;
    const label = this.#tool === 'eraser' ? BACKGROUND : this.label;
    const area = this.#painted(paintStroke(this.mask, stroke.last, point, this.#brushSize / 2, label));
    this.#stroke = { last: point, area: joinRectangles(stroke.area, area) };
  }

  /** Ends the stroke. @returns whether it changed a pixel */
  release(): boolean {
    const area = this.#stroke?.area;
    this.#stroke = undefined;
    return this.#commit(area);
  }

  /** Fills the polygon that is being drawn. @returns whether it changed a pixel */
  close(): boolean {
    const corners = this.#corners;
    this.#corners = [];
    return this.#commit(this.#painted(fillOutline(this.mask, corners, this.label)));
  }

  /** Paints what was cut out of the image. @returns whether it changed a pixel */
  paintCutOut({ left, top, width, height, pixels }: CutOut): boolean {
    for (let at = 0; at < pixels.length; at++)
      if (pixels[at])
        this.mask.pixels[(top + Math.floor(at / width)) * this.mask.width + left + (at % width)] = this.label;
    return this.#commit(this.#painted({ left, top, width, height }));
  }

  /** Gives up what was begun. */
  cancel(): void {
    const area = this.#stroke?.area;
    this.#stroke = undefined;
    this.#corners = [];
    this.box.end();
    if (!area) return;
    this.#history.revert(area);
    this.#onPaint(area);
  }

  /** The last corner of the polygon being drawn, else the last step. @returns whether a pixel is another one */
  undo(): boolean {
    if (this.#corners.pop()) return false;
    return this.#painted(this.#history.undo()) !== undefined;
  }

  redo(): boolean {
    return this.#painted(this.#history.redo()) !== undefined;
  }

  /** Puts another mask of the same size in place, as one step. */
  replace(pixels: Uint8Array): void {
    this.cancel();
    this.mask.pixels.set(pixels);
    this.#commit(this.#painted({ left: 0, top: 0, width: this.mask.width, height: this.mask.height }));
  }

  #painted(area: Rectangle | undefined): Rectangle | undefined {
    if (area) this.#onPaint(area);
    return area;
  }

  #commit(area: Rectangle | undefined): boolean {
    return area !== undefined && this.#history.commit(area);
  }
}
