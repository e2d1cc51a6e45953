import type { Point } from '../../../shared/domain/shapes/point.ts';
import type { StageTool } from '../image-stage.ts';
import type { Size, View } from '../viewport.ts';
import type { KeypointEditor } from './keypoint-editor.ts';
import { paintEdges, paintLoupe, paintPoint } from './paint-points.ts';

/** Stage pixels. */
const REACH = 12;

export interface KeypointToolOptions {
  editor(): KeypointEditor;
  /** Stage pixels for one image pixel. */
  scale(): number;
  colourOf(label: string): string;
  /** Labels whose points are joined by a line. */
  edges(): ReadonlyArray<readonly [string, string]>;
  image(): CanvasImageSource;
  repaint(): void;
  onStep(): void;
}

/** Brings the pointer, or a cursor that keys move, to the editor of an image's points, and shows them. */
export class KeypointTool implements StageTool {
  #options: KeypointToolOptions;
  #cursor: Point | undefined;
  /** The cursor is drawn only for keys; a pointer shows itself. */
  #isCursorShown = false;
  /** A pointer holds a point: it hides what is below it. */
  #isHeld = false;
  #isNudged = false;

  constructor(options: KeypointToolOptions) {
    this.#options = options;
  }

  press(point: Point): void {
    this.hover(point);
    this.#isHeld = true;
    this.#editor.press(point, REACH / this.#options.scale());
    this.#step();
  }

  drag(point: Point): void {
    this.#cursor = point;
    this.#editor.drag(point);
    this.#options.repaint();
  }

  release(): void {
    this.#isHeld = false;
    this.#options.repaint();
    if (this.#editor.release()) this.#step();
  }

  cancel(): void {
    this.#isHeld = false;
    this.#editor.cancel();
    this.#options.repaint();
  }

  hover(point: Point): void {
    this.#cursor = point;
    this.#isCursorShown = false;
    if (this.#isNudged) this.#options.repaint();
    this.#isNudged = false;
  }

  /** Keys move the selected point. */
  nudged(): void {
    this.#isNudged = true;
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
    this.#options.repaint();
  }

  placeAtCursor(): void {
    if (!this.#cursor) return;
    this.#editor.place(this.#cursor);
    this.#step();
  }

  paint(context: CanvasRenderingContext2D, view: View): void {
    const { shown, selection, selected } = this.#editor;
    paintEdges(context, view, shown, this.#options.edges());
    for (const [index, point] of shown.entries())
      paintPoint(context, view, point, this.#options.colourOf(point.label), index === selection);
    if (selected && (this.#isHeld || this.#isNudged))
      paintLoupe(context, view, selected, this.#options.image(), this.#options.colourOf(selected.label));
    if (!this.#isCursorShown || !this.#cursor) return;
    context.beginPath();
    context.arc(this.#cursor.x * view.scale + view.x, this.#cursor.y * view.scale + view.y, 8, 0, Math.PI * 2);
    context.lineWidth = 2;
    context.strokeStyle = '#fff';
    context.stroke();
  }

  get #editor(): KeypointEditor {
    return this.#options.editor();
  }

  #step(): void {
    this.#options.onStep();
    this.#options.repaint();
  }
}
