import { UndoHistory } from '../undo-history.ts';
import type { Point, Size } from '../viewport.ts';
import { type Box, moved, resized } from './box-geometry.ts';

/** A box with an identity that lasts through moves and undo. */
export interface PlacedBox extends Box {
  id: number;
}

/** The boxes of one image: which there are, which is selected, which label the next one gets; every change can be undone. */
export class BoxBoard {
  #history = new UndoHistory<readonly PlacedBox[]>([]);
  #selected: number | undefined;
  #nextId = 1;
  #onChange: () => void;
  image: Size = { width: 0, height: 0 };
  /** The sticky label: of the box drawn next. */
  label = '';

  /** @param onChange after each change of boxes that a person made */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get boxes(): readonly PlacedBox[] {
    return this.#history.now;
  }

  get selected(): PlacedBox | undefined {
    return this.boxes.find(({ id }) => id === this.#selected);
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Starts anew with these boxes; there is nothing to undo. */
  reset(boxes: readonly Box[]): void {
    this.#history = new UndoHistory<readonly PlacedBox[]>(boxes.map((box) => this.#placed(box)));
    this.#selected = undefined;
  }

  select(id: number | undefined): void {
    this.#selected = id;
  }

  /** Selects the box after (1) or before (-1) the selected one, in drawing order and round. */
  selectNext(step: 1 | -1): void {
    const { boxes } = this;
    if (boxes.length === 0) return;
    const at = boxes.findIndex(({ id }) => id === this.#selected);
    this.#selected = boxes.at((at < 0 && step < 0 ? -1 : at + step) % boxes.length)!.id;
  }

  /** Adds boxes as one step and selects the last. */
  add(...boxes: Box[]): void {
    if (boxes.length === 0) return;
    const placed = boxes.map((box) => this.#placed(box));
    this.#selected = placed.at(-1)!.id;
    this.#change([...this.boxes, ...placed]);
  }

  replace(box: PlacedBox, step?: string): void {
    const before = this.boxes.find(({ id }) => id === box.id);
    const isSame =
      before?.label === box.label &&
      before.left === box.left &&
      before.top === box.top &&
      before.width === box.width &&
      before.height === box.height;
    if (!before || isSame) return;
    this.#change(
      this.boxes.map((other) => (other.id === box.id ? box : other)),
      step,
    );
  }

  removeSelected(): boolean {
    const { selected } = this;
    if (!selected) return false;
    const at = this.boxes.indexOf(selected);
    const rest = this.boxes.filter((box) => box !== selected);
    this.#selected = (rest[at] ?? rest.at(-1))?.id;
    this.#change(rest);
    return true;
  }

  /** The label of the selected box, and of those drawn from now on. */
  choose(label: string): void {
    this.label = label;
    const { selected } = this;
    if (selected) this.replace({ ...selected, label });
  }

  /** Moves the selected box, or (`isResize`) its right and bottom sides. */
  nudge(by: Point, isResize: boolean): boolean {
    const { selected, image } = this;
    if (!selected) return false;
    const corner = {
      x: Math.max(selected.left + 1, selected.left + selected.width + by.x),
      y: Math.max(selected.top + 1, selected.top + selected.height + by.y),
    };
    const next = isResize ? resized(selected, 'se', corner, image) : moved(selected, by, image);
    this.replace(next, `nudge ${selected.id}`);
    return true;
  }

  undo(): boolean {
    return this.#stepped(this.#history.undo());
  }

  redo(): boolean {
    return this.#stepped(this.#history.redo());
  }

  #stepped(isDone: boolean): boolean {
    if (isDone) this.#onChange();
    return isDone;
  }

  #change(boxes: readonly PlacedBox[], step?: string): void {
    this.#history.push(boxes, step);
    this.#onChange();
  }

  #placed({ label, left, top, width, height }: Box): PlacedBox {
    return { id: this.#nextId++, label, left, top, width, height };
  }
}
