import type { Point } from '../../../shared/domain/shapes/point.ts';
import type { StageTool } from '../image-stage.ts';
import type { View } from '../viewport.ts';
import { type BoardBox, type BoxSheet, nameOf } from './box-board.ts';
import {
  type Box,
  boxAt,
  type Handle,
  handleAt,
  handlePoint,
  handlesFor,
  holds,
  moved,
  resized,
  spanning,
  through,
} from './box-geometry.ts';

/** Stage pixels. */
const REACH = 7;
const CLICK = 3;
const HANDLE_SIZE = 9;
const DASHES = [7, 5];
/** Above this many boxes, only the selected one's label is written on the image. */
const LABELS_SHOWN = 200;

type Gesture =
  | { kind: 'draw'; from: Point }
  | { kind: 'move'; box: BoardBox; from: Point }
  | { kind: 'resize'; box: BoardBox; handle: Handle };

export interface BoxToolOptions {
  board: BoxSheet;
  /** Stage pixels for one image pixel. */
  scale(): number;
  colourOf(label: string): string;
  repaint(): void;
  /** The selection changed. */
  onSelect(): void;
  /** A click where no box is, or with Shift wherever. True when something was made of it. */
  onClick(point: Point): boolean;
}

/** Draws, moves and resizes boxes with the pointer, by dragging or by four extreme points. */
export class BoxTool implements StageTool {
  /** Whether boxes are drawn by clicks on the object's four extreme points instead of dragging. */
  byExtremePoints = false;
  /** Boxes are not painted, to see what is under them. */
  isHidden = false;
  #options: BoxToolOptions;
  #gesture: Gesture | undefined;
  #draft: Box | BoardBox | undefined;
  #points: Point[] = [];

  constructor(options: BoxToolOptions) {
    this.#options = options;
  }

  press(point: Point, event: PointerEvent): void {
    if (this.byExtremePoints) return;
    const { board } = this.#options;
    const { selected } = board;
    const scale = this.#options.scale();
    // Shift draws, wherever: objects that touch have their corners at each other's handles.
    const grasped = event.shiftKey ? undefined : selected;
    const handle = grasped && handleAt(grasped, handlesOf(grasped, scale), point, REACH / scale);
    if (handle && grasped) this.#gesture = { kind: 'resize', box: grasped, handle };
    else if (grasped && holds(grasped, point)) this.#gesture = { kind: 'move', box: grasped, from: point };
    else this.#gesture = { kind: 'draw', from: point };
  }

  drag(point: Point): void {
    const gesture = this.#gesture;
    if (!gesture) return;
    const { image, label } = this.#options.board;
    if (gesture.kind === 'draw') this.#draft = { label, ...spanning(gesture.from, point, image) };
    else if (gesture.kind === 'resize') this.#draft = resized(gesture.box, gesture.handle, point, image);
    else this.#draft = moved(gesture.box, { x: point.x - gesture.from.x, y: point.y - gesture.from.y }, image);
    this.#options.repaint();
  }

  release(point: Point, event: PointerEvent): void {
    if (this.byExtremePoints) this.#addPoint(point);
    else this.#finish(point, event.shiftKey);
    this.#options.repaint();
  }

  cancel(): void {
    this.#gesture = undefined;
    this.#draft = undefined;
    this.#points = [];
    this.#options.repaint();
  }

  paint(context: CanvasRenderingContext2D, view: View): void {
    if (this.isHidden) return;
    const { board, colourOf } = this.#options;
    const draft = this.#draft;
    const selected = draft ?? board.selected;
    const isLabelled = board.boxes.length <= LABELS_SHOWN;
    context.lineWidth = 2;
    context.font = '600 12px system-ui, sans-serif';
    for (const box of board.boxes) {
      if (box === board.selected) continue;
      paintBox(context, view, box, colourOf(box.label), isLabelled);
    }
    if (selected && (draft === undefined || selected.width > 0)) {
      context.lineWidth = 3;
      paintBox(context, view, selected, colourOf(selected.label), true);
      if (!draft) paintHandles(context, view, selected);
    }
    for (const point of this.#points) {
      context.fillStyle = colourOf(board.label);
      context.fillRect(point.x * view.scale + view.x - 4, point.y * view.scale + view.y - 4, 8, 8);
    }
  }

  #finish(point: Point, isForced: boolean): void {
    const { board, scale, onSelect, onClick } = this.#options;
    const gesture = this.#gesture;
    const draft = this.#draft;
    this.#gesture = undefined;
    this.#draft = undefined;
    if (!gesture) return;
    const isClick = !draft || (gesture.kind === 'draw' && Math.max(draft.width, draft.height) * scale() < CLICK);
    if (isClick) {
      const hit = isForced ? undefined : boxAt(board.boxes, point, REACH / scale());
      board.select(hit?.id);
      if (hit || !onClick(point)) onSelect();
    } else if (draft.width > 0 && draft.height > 0) {
      if ('id' in draft) board.replace(draft);
      else board.add({ ...draft, origin: 'drawn' });
    }
  }

  #addPoint(point: Point): void {
    const { board } = this.#options;
    this.#points.push(point);
    if (this.#points.length < 4) return;
    const rectangle = through(this.#points, board.image);
    this.#points = [];
    if (rectangle.width > 0 && rectangle.height > 0) board.add({ label: board.label, ...rectangle, origin: 'drawn' });
  }
}

const handlesOf = ({ width, height }: Box, scale: number) => handlesFor(Math.min(width, height) * scale);

function paintBox(
  context: CanvasRenderingContext2D,
  view: View,
  box: Box | BoardBox,
  colour: string,
  isLabelled: boolean,
) {
  const isSuggestion = 'origin' in box && (box.origin === 'suggested' || box.origin === 'interpolated');
  const x = box.left * view.scale + view.x;
  const y = box.top * view.scale + view.y;
  const width = box.width * view.scale;
  const height = box.height * view.scale;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  if (!isSuggestion) {
    context.globalAlpha = 0.12;
    context.fillRect(x, y, width, height);
    context.globalAlpha = 1;
  }
  context.setLineDash(isSuggestion ? DASHES : []);
  context.strokeRect(x, y, width, height);
  context.setLineDash([]);
  if (!isLabelled) return;
  const text = 'origin' in box ? nameOf(box) : box.label;
  context.fillStyle = '#000c';
  context.fillRect(x - 1, y - 17, context.measureText(text).width + 8, 16);
  context.fillStyle = '#fff';
  context.fillText(text, x + 3, y - 5);
}

function paintHandles(context: CanvasRenderingContext2D, view: View, box: Box): void {
  context.lineWidth = 1;
  context.fillStyle = '#fff';
  context.strokeStyle = '#111';
  for (const handle of handlesOf(box, view.scale)) {
    const { x, y } = handlePoint(box, handle);
    const left = x * view.scale + view.x - HANDLE_SIZE / 2;
    const top = y * view.scale + view.y - HANDLE_SIZE / 2;
    context.fillRect(left, top, HANDLE_SIZE, HANDLE_SIZE);
    context.strokeRect(left, top, HANDLE_SIZE, HANDLE_SIZE);
  }
}
