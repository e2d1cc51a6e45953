import type { BoundingBox } from '../../../shared/domain/shapes/bounding-box.ts';
import type { Point } from '../../../shared/domain/shapes/point.ts';
import { BoxGesture } from '../cut-out/box-gesture.ts';
import type { StageTool } from '../image-stage.ts';
import type { Size, View } from '../viewport.ts';
import { paintDrawn, paintPolygon, paintSelected } from './paint-polygons.ts';
import type { ClickOutcome, PolygonEditor } from './polygon-editor.ts';

/** Stage pixels. */
const REACH = 8;

export interface PolygonToolOptions {
  editor(): PolygonEditor;
  /** Stage pixels for one image pixel. */
  scale(): number;
  colourOf(label: string): string;
  repaint(): void;
  onStep(outcome: ClickOutcome): void;
  /** A box was drawn around what is to be cut out; of no size after a click. */
  onBox(box: BoundingBox): void;
}

/** Brings the pointer, or a cursor that keys move, to the editor of an image's polygons, and shows them. */
export class PolygonTool implements StageTool {
  #options: PolygonToolOptions;
  #cursor: Point | undefined;
  /** The cursor is drawn only for keys; a pointer shows itself. */
  #isCursorShown = false;
  /** Whether the pointer draws boxes around objects that are to be cut out. */
  isCuttingOut = false;
  #box = new BoxGesture();

  constructor(options: PolygonToolOptions) {
    this.#options = options;
  }

  press(point: Point): void {
    this.hover(point);
    if (this.isCuttingOut) this.#box.begin(point);
    else this.#step(this.#editor.press(point, this.#reach));
  }

  drag(point: Point): void {
    this.#cursor = point;
    this.#box.drag(point);
    this.#editor.drag(point);
    this.#options.repaint();
  }

  release(): void {
    const box = this.#box.end();
    if (box) this.#options.onBox(box);
    this.#step(this.#editor.release());
  }

  cancel(): void {
    this.#box.end();
    this.#editor.cancel();
    this.#step('nothing');
  }

  hover(point: Point): void {
    this.#cursor = point;
    this.#isCursorShown = false;
    if (this.#editor.drawn.length > 0) this.#options.repaint();
  }

  /** Moves the keys' cursor, which starts in the middle of what is in sight. */
  moveCursor(by: Point, view: View, stage: Size, image: Size): void {
    const from = this.#cursor ?? {
      x: (stage.width / 2 - view.x) / view.scale,
      y: (stage.height / 2 - view.y) / view.scale,
    };
    this.#cursor = {
      x: Math.min(image.width, Math.max(0, from.x + by.x)),
      y: Math.min(image.height, Math.max(0, from.y + by.y)),
    };
    this.#isCursorShown = true;
    this.#box.drag(this.#cursor);
    this.#options.repaint();
  }

  /** The next vertex; or the box around an object begins or ends. */
  placeAtCursor(): void {
    if (this.#cursor && this.isCuttingOut) {
      if (this.#box.isBegun) this.release();
      else this.#box.begin(this.#cursor);
    } else if (this.#cursor) this.#step(this.#editor.place(this.#cursor, this.#reach));
  }

  paint(context: CanvasRenderingContext2D, view: View): void {
    const { colourOf } = this.#options;
    const { shown, selection, drawn, label } = this.#editor;
    const { isClosed } = this.#editor.rules;
    for (const polygon of shown) paintPolygon(context, view, polygon, { colour: colourOf(polygon.label), isClosed });
    const selected = selection && shown[selection.polygon];
    if (selected)
      paintSelected(context, view, selected, { colour: colourOf(selected.label), isClosed }, selection.vertex);
    paintDrawn(context, view, drawn, this.#cursor, colourOf(label));
    this.#box.paint(context, view, colourOf(label));
    if (!this.#isCursorShown || !this.#cursor) return;
    context.beginPath();
    context.arc(this.#cursor.x * view.scale + view.x, this.#cursor.y * view.scale + view.y, 6, 0, Math.PI * 2);
    context.lineWidth = 2;
    context.strokeStyle = '#fff';
    context.stroke();
  }

  get #editor(): PolygonEditor {
    return this.#options.editor();
  }

  get #reach(): number {
    return REACH / this.#options.scale();
  }

  #step(outcome: ClickOutcome): void {
    this.#options.onStep(outcome);
    this.#options.repaint();
  }
}
