import type { BoundingBox } from '../../../shared/domain/shapes/bounding-box.ts';
import type { Point } from '../../../shared/domain/shapes/point.ts';
import type { StageTool } from '../image-stage.ts';
import type { Size, View } from '../viewport.ts';
import type { MaskEditor } from './mask-editor.ts';

/** Stage pixels. */
const REACH = 9;
const CORNER_SIZE = 7;

export interface MaskToolOptions {
  editor(): MaskEditor;
  /** Stage pixels for one image pixel. */
  scale(): number;
  /** The colour of the chosen label. */
  colour(): string;
  repaint(): void;
  /** Something was painted, or a polygon has one corner more or less. */
  onStep(isChanged: boolean): void;
  /** A box was drawn around what is to be cut out; of no size after a click. */
  onBox(box: BoundingBox): void;
}

/** Brings the pointer, or a cursor that keys move, to a mask's editor; shows brush and polygon in the making. */
export class MaskTool implements StageTool {
  #options: MaskToolOptions;
  #cursor: Point | undefined;
  #isPenDown = false;

  constructor(options: MaskToolOptions) {
    this.#options = options;
  }

  /** Whether the keys' brush is painting. */
  get isPenDown(): boolean {
    return this.#isPenDown;
  }

  press(point: Point): void {
    this.liftPen();
    this.#cursor = point;
    this.#step(this.#options.editor().press(point, REACH / this.#options.scale()));
  }

  drag(point: Point): void {
    this.#cursor = point;
    this.#options.editor().drag(point);
    this.#options.repaint();
  }

  release(): void {
    const editor = this.#options.editor();
    const box = editor.box.end();
    if (box) this.#options.onBox(box);
    this.#step(editor.release());
  }

  cancel(): void {
    this.#isPenDown = false;
    this.#options.editor().cancel();
    this.#step(false);
  }

  hover(point: Point): void {
    if (this.#isPenDown) return;
    this.#cursor = point;
    this.#options.repaint();
  }

  /** Moves the keys' cursor, which starts in the middle of what is in sight. */
  moveCursor(by: Point, view: View, stage: Size): void {
    const { width, height } = this.#options.editor().mask;
    const from = this.#cursor ?? {
      x: (stage.width / 2 - view.x) / view.scale,
      y: (stage.height / 2 - view.y) / view.scale,
    };
    this.#cursor = {
      x: Math.min(width, Math.max(0, from.x + by.x)),
      y: Math.min(height, Math.max(0, from.y + by.y)),
    };
    if (this.#isPenDown) this.#options.editor().drag(this.#cursor);
    this.#options.repaint();
  }

  /** Acts like a press at the cursor: brush and box begin or end, the polygon gets a corner, the fill fills. */
  pressAtCursor(view: View, stage: Size): void {
    if (this.#isPenDown) {
      this.liftPen();
      return;
    }
    this.moveCursor({ x: 0, y: 0 }, view, stage);
    const { scale } = this.#options;
    const editor = this.#options.editor();
    this.#isPenDown = editor.tool === 'brush' || editor.tool === 'eraser' || editor.tool === 'cutOut';
    this.#step(editor.press(this.#cursor!, REACH / scale()));
  }

  liftPen(): void {
    if (!this.#isPenDown) return;
    this.#isPenDown = false;
    this.release();
  }

  close(): void {
    this.#step(this.#options.editor().close());
  }

  paint(context: CanvasRenderingContext2D, view: View): void {
    const { colour } = this.#options;
    const editor = this.#options.editor();
    const place = ({ x, y }: Point): [x: number, y: number] => [x * view.scale + view.x, y * view.scale + view.y];
    if (editor.corners.length > 0) {
      const outline = new Path2D();
      for (const corner of editor.corners) outline.lineTo(...place(corner));
      if (this.#cursor) outline.lineTo(...place(this.#cursor));
      strokeTwice(context, outline, colour());
      for (const corner of editor.corners) {
        const [x, y] = place(corner);
        context.fillStyle = '#fff';
        context.fillRect(x - CORNER_SIZE / 2, y - CORNER_SIZE / 2, CORNER_SIZE, CORNER_SIZE);
      }
    }
    editor.box.paint(context, view, colour());
    if (!this.#cursor) return;
    const hasBrush = editor.tool === 'brush' || editor.tool === 'eraser';
    const ring = new Path2D();
    ring.arc(...place(this.#cursor), hasBrush ? Math.max(2, (editor.brushSize / 2) * view.scale) : 4, 0, Math.PI * 2);
    strokeTwice(context, ring, editor.tool === 'eraser' ? '#fff' : colour());
  }

  #step(isChanged: boolean): void {
    this.#options.onStep(isChanged);
    this.#options.repaint();
  }
}

/** Dark below bright, to be seen on any image. */
function strokeTwice(context: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  context.lineWidth = 4;
  context.strokeStyle = '#000a';
  context.stroke(path);
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke(path);
}
