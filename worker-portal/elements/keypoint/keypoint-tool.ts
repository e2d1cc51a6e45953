import type { Point } from '../../../shared/domain/shapes/point.ts';
import type { StageTool } from '../image-stage.ts';
import type { Size, View } from '../viewport.ts';
import type { DrawnPoint, KeypointEditor } from './keypoint-editor.ts';

/** Stage pixels. */
const REACH = 12;
const RADIUS = 5;

export interface KeypointToolOptions {
  editor(): KeypointEditor;
  /** Stage pixels for one image pixel. */
  scale(): number;
  colourOf(label: string): string;
  repaint(): void;
  onStep(): void;
}

/** Brings the pointer, or a cursor that keys move, to the editor of an image's points, and shows them. */
export class KeypointTool implements StageTool {
  #options: KeypointToolOptions;
  #cursor: Point | undefined;
  /** The cursor is drawn only for keys; a pointer shows itself. */
  #isCursorShown = false;

  constructor(options: KeypointToolOptions) {
    this.#options = options;
  }

  press(point: Point): void {
    this.hover(point);
    this.#editor.press(point, REACH / this.#options.scale());
    this.#step();
  }

  drag(point: Point): void {
    this.#cursor = point;
    this.#editor.drag(point);
    this.#options.repaint();
  }

  release(): void {
    if (this.#editor.release()) this.#step();
  }

  cancel(): void {
    this.#editor.cancel();
    this.#options.repaint();
  }

  hover(point: Point): void {
    this.#cursor = point;
    this.#isCursorShown = false;
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
    const { shown, selection } = this.#editor;
    for (const [index, point] of shown.entries())
      paintPoint(context, view, point, this.#options.colourOf(point.label), index === selection);
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

/** A dot with its name; dark below bright, to be seen on any image. */
function paintPoint(
  context: CanvasRenderingContext2D,
  view: View,
  point: DrawnPoint,
  colour: string,
  isSelected: boolean,
): void {
  const [x, y] = [point.x * view.scale + view.x, point.y * view.scale + view.y];
  context.beginPath();
  context.arc(x, y, isSelected ? RADIUS + 3 : RADIUS, 0, Math.PI * 2);
  context.fillStyle = colour;
  context.fill();
  context.lineWidth = 3;
  context.strokeStyle = '#0009';
  context.stroke();
  context.lineWidth = isSelected ? 2 : 1;
  context.strokeStyle = isSelected ? '#ffb454' : '#fff';
  context.stroke();
  context.font = '600 12px system-ui, sans-serif';
  context.fillStyle = '#000c';
  context.fillRect(x + 9, y - 18, context.measureText(point.label).width + 8, 16);
  context.fillStyle = '#fff';
  context.fillText(point.label, x + 13, y - 6);
}
