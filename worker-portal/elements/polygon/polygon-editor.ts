import type { Point } from '../../../shared/domain/shapes/point.ts';
import { UndoHistory } from '../undo-history.ts';
import type { Size } from '../viewport.ts';
import { simplified } from './cut-outline.ts';
import {
  contains,
  crossesDrawn,
  type DrawnPolygon,
  edgeMiddle,
  edgesOf,
  isSimple,
  movedBy,
  nearestEdge,
  type OutlineRules,
  onImage,
  POLYGON,
  vertexNear,
  withoutVertex,
  withVertexInserted,
  withVertexMoved,
} from './labeled-polygon.ts';

export interface Selection {
  polygon: number;
  /** The vertex that keys act on. */
  vertex?: number;
}

/** What became of a press, a release or a key: `refused` = the shape would cross itself. */
export type ClickOutcome = 'nothing' | 'begun' | 'selected' | 'changed' | 'refused';

type Gesture =
  | { kind: 'vertex'; vertex: number; from: DrawnPolygon }
  | { kind: 'shape'; start: Point; from: DrawnPolygon };

/**
 * What one person does to the polygons (or lines) of an image, whatever pointer or key it comes from. Points are pixels
 * of the image.
 */
export class PolygonEditor {
  /** What new polygons are. */
  label: string;
  readonly rules: OutlineRules;
  readonly #size: Size;
  #history: UndoHistory<readonly DrawnPolygon[]>;
  #selection: Selection | undefined;
  #drawn: Point[] = [];
  #gesture: Gesture | undefined;
  #preview: DrawnPolygon | undefined;

  constructor(size: Size, polygons: readonly DrawnPolygon[], label: string, rules: OutlineRules = POLYGON) {
    this.#size = size;
    this.rules = rules;
    this.#history = new UndoHistory(polygons);
    this.label = label;
  }

  /** Without what a pointer is still moving. */
  get polygons(): readonly DrawnPolygon[] {
    return this.#history.now;
  }

  /** The polygons as they are to be shown. */
  get shown(): readonly DrawnPolygon[] {
    const selected = this.#selection?.polygon;
    return this.#preview && selected !== undefined ? this.polygons.with(selected, this.#preview) : this.polygons;
  }

  get selection(): Selection | undefined {
    return this.#selection;
  }

  get selected(): DrawnPolygon | undefined {
    return this.#selection && this.polygons[this.#selection.polygon];
  }

  /** The vertices of the polygon that is being drawn. */
  get drawn(): readonly Point[] {
    return this.#drawn;
  }

  get canUndo(): boolean {
    return this.#drawn.length > 0 || this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  select(selection: Selection | undefined): void {
    this.#drawn = [];
    this.#selection = selection;
  }

  /**
   * On the selected polygon: takes a vertex, an edge (which gets a vertex there) or the shape. On another's edge:
   * selects that. Elsewhere: the next vertex of a new polygon, or its end where it began.
   * @param reach how near is near, in pixels of the image
   */
  press(point: Point, reach: number): ClickOutcome {
    if (this.#drawn.length > 0) return this.place(point, reach);
    const grip = this.#grip(point, reach);
    if (grip) return grip;
    const found = this.polygons.findLastIndex((polygon) => nearestEdge(polygon, point, this.rules).distance <= reach);
    if (found >= 0) {
      this.#selection = { polygon: found };
      return 'selected';
    }
    return this.place(point, reach);
  }

  drag(point: Point): void {
    const gesture = this.#gesture;
    if (gesture?.kind === 'vertex') {
      this.#preview = withVertexMoved(gesture.from, gesture.vertex, onImage(point, this.#size));
    } else if (gesture) {
      const by = { x: point.x - gesture.start.x, y: point.y - gesture.start.y };
      this.#preview = movedBy(gesture.from, by, this.#size);
    }
  }

  release(): ClickOutcome {
    const preview = this.#preview;
    this.#drop();
    const outcome = preview ? this.#edit(preview) : 'nothing';
    this.#forgetLostVertex();
    return outcome;
  }

  /** Gives up what was begun. */
  cancel(): void {
    this.#drawn = [];
    this.#drop();
    this.#forgetLostVertex();
  }

  /** The next vertex of a new shape. It ends within `reach` of its first one, an open one within that of its last. */
  place(point: Point, reach: number): ClickOutcome {
    const { isClosed, fewest, most } = this.rules;
    const end = isClosed ? 0 : this.#drawn.length - 1;
    if (this.#drawn.length >= fewest && vertexNear(this.#drawn, point, reach) === end) return this.close();
    const vertex = onImage(point, this.#size);
    const last = this.#drawn.at(-1);
    if (last && last.x === vertex.x && last.y === vertex.y) return 'nothing';
    if (isClosed && crossesDrawn(this.#drawn, vertex)) return 'refused';
    this.#selection = undefined;
    this.#drawn.push(vertex);
    return this.#drawn.length === most ? this.close() : 'begun';
  }

  /** Ends the polygon that is being drawn and selects it. */
  close(): ClickOutcome {
    if (this.#drawn.length < this.rules.fewest) return 'nothing';
    if (!this.#isAllowed(this.#drawn)) return 'refused';
    this.#history.push([...this.polygons, { label: this.label, vertices: this.#drawn }]);
    this.#drawn = [];
    this.#selection = { polygon: this.polygons.length - 1 };
    return 'changed';
  }

  /** The selected vertex, or the whole polygon. */
  moveBy(by: Point): ClickOutcome {
    const { selected } = this;
    if (!selected) return 'nothing';
    const { vertex } = this.#selection!;
    if (vertex === undefined) return this.#edit(movedBy(selected, by, this.#size));
    const { x, y } = selected.vertices[vertex]!;
    return this.#edit(withVertexMoved(selected, vertex, onImage({ x: x + by.x, y: y + by.y }, this.#size)));
  }

  /** The next vertex in turn becomes the one that keys act on. */
  nextVertex(step: 1 | -1): ClickOutcome {
    const { selected } = this;
    if (!selected) return 'nothing';
    const count = selected.vertices.length;
    const from = this.#selection!.vertex ?? (step === 1 ? -1 : count);
    this.#selection = { polygon: this.#selection!.polygon, vertex: (from + step + count) % count };
    return 'selected';
  }

  /** A vertex in the middle of the edge after the selected one; behind the last of an open shape there is none. */
  insertVertex(): ClickOutcome {
    const { selected } = this;
    if (!selected || selected.vertices.length >= this.rules.most) return 'nothing';
    const last = edgesOf(selected, this.rules) - 1;
    const edge = Math.min(this.#selection!.vertex ?? last, last);
    const outcome = this.#edit(withVertexInserted(selected, edge, edgeMiddle(selected, edge)));
    this.#selection = { polygon: this.#selection!.polygon, vertex: edge + 1 };
    return outcome;
  }

  /** The selected vertex; without one, or where no more may go, the polygon. */
  remove(): ClickOutcome {
    const { selected } = this;
    if (!selected) return 'nothing';
    const { polygon, vertex } = this.#selection!;
    const fewer = vertex === undefined ? undefined : withoutVertex(selected, vertex, this.rules);
    if (fewer) {
      this.#selection = { polygon };
      return this.#edit(fewer);
    }
    this.#history.push(this.polygons.toSpliced(polygon, 1));
    this.#selection = undefined;
    return 'changed';
  }

  /** What new polygons are, and the selected one. */
  relabel(label: string): ClickOutcome {
    this.label = label;
    const { selected } = this;
    return selected && selected.label !== label ? this.#edit({ ...selected, label }) : 'nothing';
  }

  undo(): ClickOutcome {
    if (this.#drawn.pop()) return 'begun';
    return this.#travel(this.#history.undo());
  }

  redo(): ClickOutcome {
    return this.#travel(this.#history.redo());
  }

  /** A whole polygon at once, which is then the selected one. */
  add(vertices: readonly Point[]): ClickOutcome {
    const placed = vertices.map((vertex) => onImage(vertex, this.#size));
    if (placed.length < this.rules.fewest || !this.#isAllowed(placed)) return 'refused';
    this.cancel();
    this.#history.push([...this.polygons, { label: this.label, vertices: placed }]);
    this.#selection = { polygon: this.polygons.length - 1 };
    return 'changed';
  }

  /** The selected polygon with fewer vertices. */
  simplify(): ClickOutcome {
    const { selected } = this;
    const fewer = selected && simplified(selected.vertices);
    if (!fewer) return 'nothing';
    this.#selection = { polygon: this.#selection!.polygon };
    return this.#edit({ ...selected, vertices: fewer });
  }

  /** All polygons anew, as one step. */
  replace(polygons: readonly DrawnPolygon[]): void {
    this.cancel();
    this.#selection = undefined;
    this.#history.push(polygons);
  }

  #grip(point: Point, reach: number): ClickOutcome | undefined {
    const { selected } = this;
    if (!selected) return undefined;
    const { polygon } = this.#selection!;
    const near = vertexNear(selected.vertices, point, reach);
    const { edge, at, distance } = nearestEdge(selected, point, this.rules);
    if (near >= 0) {
      this.#selection = { polygon, vertex: near };
      this.#gesture = { kind: 'vertex', vertex: near, from: selected };
    } else if (distance <= reach && selected.vertices.length < this.rules.most) {
      const from = withVertexInserted(selected, edge, onImage(at, this.#size));
      this.#selection = { polygon, vertex: edge + 1 };
      this.#gesture = { kind: 'vertex', vertex: edge + 1, from };
      this.#preview = from;
    } else if (distance <= reach || (this.rules.isClosed && contains(selected, point))) {
      this.#selection = { polygon };
      this.#gesture = { kind: 'shape', start: point, from: selected };
    } else {
      this.#selection = undefined;
      return undefined;
    }
    return 'selected';
  }

  #drop(): void {
    this.#gesture = undefined;
    this.#preview = undefined;
  }

  /** The vertex of an edge that was taken and then not kept. */
  #forgetLostVertex(): void {
    const { polygon, vertex } = this.#selection ?? {};
    if (polygon === undefined || vertex === undefined) return;
    if (vertex >= this.polygons[polygon]!.vertices.length) this.#selection = { polygon };
  }

  #edit(polygon: DrawnPolygon): ClickOutcome {
    if (!this.#isAllowed(polygon.vertices)) return 'refused';
    const selected = this.#selection!.polygon;
    if (JSON.stringify(polygon) === JSON.stringify(this.polygons[selected])) return 'nothing';
    this.#history.push(this.polygons.with(selected, polygon));
    return 'changed';
  }

  #isAllowed(vertices: readonly Point[]): boolean {
    return !this.rules.isClosed || isSimple(vertices);
  }

  #travel(isDone: boolean): ClickOutcome {
    if (!isDone) return 'nothing';
    this.#selection = undefined;
    return 'changed';
  }
}
