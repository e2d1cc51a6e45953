import type { Point } from '../../../shared/domain/shapes/point.ts';
import { UndoHistory } from '../undo-history.ts';
import type { Size } from '../viewport.ts';

/** A named point, pixels of the image. */
export interface DrawnPoint extends Point {
  label: string;
}

/** The points of an `initial-value` or an answer; what is none is left out. */
export function readKeypoints(value: unknown): DrawnPoint[] {
  const list = Array.isArray(value) ? value : (value as { keypoints?: unknown } | undefined)?.keypoints;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Partial<DrawnPoint> | null) => {
    const { label, x, y } = entry ?? {};
    return typeof label === 'string' && Number.isFinite(x) && Number.isFinite(y) ? { label, x: x!, y: y! } : [];
  });
}

/** What one person does to the named points of an image, whatever pointer or key it comes from. */
export class KeypointEditor {
  /** What new points are. */
  label: string;
  readonly #size: Size;
  #history: UndoHistory<readonly DrawnPoint[]>;
  #selected: number | undefined;
  #preview: DrawnPoint | undefined;

  constructor(size: Size, points: readonly DrawnPoint[], label: string) {
    this.#size = size;
    this.#history = new UndoHistory(points);
    this.label = label;
  }

  /** Without what a pointer is still moving. */
  get points(): readonly DrawnPoint[] {
    return this.#history.now;
  }

  /** The points as they are to be shown. */
  get shown(): readonly DrawnPoint[] {
    const selected = this.#selected;
    return this.#preview && selected !== undefined ? this.points.with(selected, this.#preview) : this.points;
  }

  get selection(): number | undefined {
    return this.#selected;
  }

  get selected(): DrawnPoint | undefined {
    return this.#selected === undefined ? undefined : this.shown[this.#selected];
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  select(index: number | undefined): void {
    this.#selected = index;
  }

  /**
   * The nearest point within `reach` pixels of the image is selected and follows the pointer; elsewhere a new one is
   * set.
   */
  press(at: Point, reach: number): void {
    const distance = (point: Point) => Math.hypot(point.x - at.x, point.y - at.y);
    const nearest = [...this.points.entries()].sort(([, a], [, b]) => distance(a) - distance(b))[0];
    if (nearest && distance(nearest[1]) <= reach) this.#selected = nearest[0];
    else this.place(at);
  }

  drag(to: Point): void {
    const from = this.selected;
    if (from) this.#preview = { ...from, ...this.#onImage(to) };
  }

  /** @returns whether a point was moved */
  release(): boolean {
    const moved = this.#preview;
    this.#preview = undefined;
    return moved !== undefined && this.#replace(moved);
  }

  cancel(): void {
    this.#preview = undefined;
  }

  place(at: Point): void {
    this.#history.push([...this.points, { label: this.label, ...this.#onImage(at) }]);
    this.#selected = this.points.length - 1;
  }

  /** Moves the selected point; an arrow key held down is one step of undo. @returns whether there is one */
  moveBy({ x, y }: Point): boolean {
    const from = this.selected;
    if (!from) return false;
    return this.#replace({ ...from, ...this.#onImage({ x: from.x + x, y: from.y + y }) }, `move ${this.#selected}`);
  }

  /** New points have this label, the selected one too. @returns whether a point changed */
  relabel(label: string): boolean {
    this.label = label;
    const { selected } = this;
    return selected !== undefined && selected.label !== label && this.#replace({ ...selected, label });
  }

  /** @returns whether there was a selected point */
  remove(): boolean {
    if (this.#selected === undefined) return false;
    this.#history.push(this.points.toSpliced(this.#selected, 1));
    this.#selected = undefined;
    return true;
  }

  undo(): boolean {
    this.#selected = undefined;
    return this.#history.undo();
  }

  redo(): boolean {
    this.#selected = undefined;
    return this.#history.redo();
  }

  #replace(point: DrawnPoint, step?: string): boolean {
    this.#history.push(this.points.with(this.#selected!, point), step);
    return true;
  }

  /** Whole pixels, as Ground Truth's element submits them. */
  #onImage({ x, y }: Point): Point {
    const inside = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
    return { x: inside(x, this.#size.width), y: inside(y, this.#size.height) };
  }
}
