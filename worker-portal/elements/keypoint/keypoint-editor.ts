import type { Point } from '../../../shared/domain/shapes/point.ts';
import { UndoHistory } from '../undo-history.ts';
import type { Size } from '../viewport.ts';

/** A named point, pixels of the image. */
export interface DrawnPoint extends Point {
  label: string;
  /** False: something is in front of it. Absent: it is seen. */
  visible?: false;
  /** The number of its object, from 1, where there may be several. */
  object?: number;
}

/** How points belong together: what the template says. */
export interface PointRules {
  /** In the order in which they are set. */
  labels: readonly string[];
  /** An object has a point of each label once; the next label follows by itself. */
  isSkeleton: boolean;
  /** The image may have several objects. */
  hasObjects: boolean;
}

/** The points of an `initial-value` or an answer; what is none is left out. */
export function readKeypoints(value: unknown): DrawnPoint[] {
  const list = Array.isArray(value) ? value : (value as { keypoints?: unknown } | undefined)?.keypoints;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Partial<DrawnPoint> | null) => {
    const { label, x, y, visible, object } = entry ?? {};
    if (typeof label !== 'string' || !Number.isFinite(x) || !Number.isFinite(y)) return [];
    const own = Number.isInteger(object) && { object: object! };
    return { label, x: x!, y: y!, ...(visible === false && { visible }), ...own };
  });
}

const isSamePoint = (one: DrawnPoint, other: DrawnPoint) => one.label === other.label && one.object === other.object;

const FREE: PointRules = { labels: [], isSkeleton: false, hasObjects: false };

/** What one person does to the named points of an image, whatever pointer or key it comes from. */
export class KeypointEditor {
  /** What new points are. */
  label: string;
  readonly #size: Size;
  readonly #rules: PointRules;
  /** The object that new points belong to. */
  #object = 1;
  #history: UndoHistory<readonly DrawnPoint[]>;
  #selected: number | undefined;
  #preview: DrawnPoint | undefined;

  constructor(size: Size, points: readonly DrawnPoint[], label: string, rules: PointRules = FREE) {
    this.#size = size;
    this.#rules = rules;
    this.#history = new UndoHistory(points);
    this.label = label;
    if (rules.hasObjects) this.#object = points.length > 0 ? this.#lastObject + 1 : 1;
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

  /** The number of the object that new points belong to. */
  get object(): number {
    return this.#object;
  }

  get #lastObject(): number {
    return Math.max(0, ...this.points.map(({ object = 1 }) => object));
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** New points belong to the selected one's object. */
  select(index: number | undefined): void {
    this.#selected = index;
    if (index === undefined || !this.#rules.isSkeleton) return;
    this.#object = this.points[index]?.object ?? 1;
    this.label = this.#labelAfter(this.points[index]!.label) ?? this.label;
  }

  /** Further points are another object's. @returns whether there may be one */
  beginObject(): boolean {
    if (!this.#rules.hasObjects) return false;
    this.#object = this.#lastObject + 1;
    this.#selected = undefined;
    this.label = this.#rules.labels[0] ?? this.label;
    return true;
  }

  /** Leaves the label out: the next one without a point is set next. */
  skip(): void {
    this.#selected = undefined;
    this.label = this.#labelAfter(this.label) ?? this.label;
  }

  /** Whether something is in front of the selected point. @returns whether there is one */
  toggleVisible(): boolean {
    const { selected } = this;
    if (!selected) return false;
    const { visible, ...seen } = selected;
    return this.#replace(visible === false ? seen : { ...seen, visible: false });
  }

  /**
   * The nearest point within `reach` pixels of the image is selected and follows the pointer; elsewhere a new one is
   * set.
   */
  press(at: Point, reach: number): void {
    const distance = (point: Point) => Math.hypot(point.x - at.x, point.y - at.y);
    const nearest = [...this.points.entries()].sort(([, a], [, b]) => distance(a) - distance(b))[0];
    if (nearest && distance(nearest[1]) <= reach) this.select(nearest[0]);
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

  /** A new point; in a skeleton the object's point of this label moves there instead. */
  place(at: Point): void {
    const { isSkeleton, hasObjects } = this.#rules;
    const point: DrawnPoint = {
      ...{ label: this.label, ...this.#onImage(at) },
      ...(hasObjects && { object: this.#object }),
    };
    const known = isSkeleton ? this.points.findIndex((one) => this.#isOfObject(one) && one.label === point.label) : -1;
    this.#history.push(known < 0 ? [...this.points, point] : this.points.with(known, point));
    this.#selected = known < 0 ? this.points.length - 1 : known;
    if (isSkeleton) this.#proceed(point.label);
  }

  /** The label that has no point comes next; where each has one, another object begins. */
  #proceed(label: string): void {
    const next = this.#labelAfter(label);
    if (next !== undefined) this.label = next;
    else if (this.#rules.hasObjects) {
      this.#object = this.#lastObject + 1;
      this.label = this.#rules.labels[0] ?? this.label;
    }
  }

  readonly #isOfObject = ({ object = 1 }: DrawnPoint) => object === this.#object;

  /** The next label of which the object has no point; undefined where it has all. */
  #labelAfter(label: string): string | undefined {
    const { labels } = this.#rules;
    const first = labels.indexOf(label) + 1;
    const set = new Set(this.points.filter(this.#isOfObject).map((point) => point.label));
    return [...labels.slice(first), ...labels.slice(0, first)].find((one) => !set.has(one));
  }

  /** Moves the selected point; an arrow key held down is one step of undo. @returns whether there is one */
  moveBy({ x, y }: Point): boolean {
    const from = this.selected;
    if (!from) return false;
    return this.#replace({ ...from, ...this.#onImage({ x: from.x + x, y: from.y + y }) }, `move ${this.#selected}`);
  }

  /** New points have this label, the selected one too, but for skeletons. @returns whether a point changed */
  relabel(label: string): boolean {
    this.label = label;
    if (this.#rules.isSkeleton) {
      this.#selected = undefined;
      return false;
    }
    const { selected } = this;
    return selected !== undefined && selected.label !== label && this.#replace({ ...selected, label });
  }

  /** @returns whether there was a selected point */
  remove(): boolean {
    if (this.#selected === undefined) return false;
    const { label, object = 1 } = this.points[this.#selected]!;
    this.#history.push(this.points.toSpliced(this.#selected, 1));
    this.#selected = undefined;
    if (this.#rules.isSkeleton) [this.label, this.#object] = [label, object];
    return true;
  }

  /** In a skeleton the point that is taken back is the one that is set next. */
  undo(): boolean {
    this.#selected = undefined;
    const before = this.points;
    const isUndone = this.#history.undo();
    const gone = before.find((point) => !this.points.some((one) => isSamePoint(one, point)));
    if (this.#rules.isSkeleton && gone) [this.label, this.#object] = [gone.label, gone.object ?? 1];
    return isUndone;
  }

  redo(): boolean {
    this.#selected = undefined;
    const before = this.points;
    const isRedone = this.#history.redo();
    const back = this.points.find((point) => !before.some((one) => isSamePoint(one, point)));
    if (this.#rules.isSkeleton && back) {
      this.#object = back.object ?? 1;
      this.#proceed(back.label);
    }
    return isRedone;
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
