import type { Point } from '../../../shared/domain/shapes/point.ts';
import { UndoHistory } from '../undo-history.ts';
import type { Size } from '../viewport.ts';
import { type Box, moved, resized } from './box-geometry.ts';

/**
 * How a box came to be: `given` as a label to correct, `suggested` by a model and not judged yet, `accepted` as
 * suggested, `adjusted` by hand after a person did not make it themselves, `clicked` from a proposal, `copied`,
 * `drawn`, or `interpolated` between two that were.
 */
export type Origin = 'given' | 'suggested' | 'accepted' | 'adjusted' | 'clicked' | 'copied' | 'drawn' | 'interpolated';

/** A box with an identity that lasts through moves and undo. */
export interface BoardBox extends Box {
  id: number;
  origin: Origin;
  /** Since the change before, summed over what was done to this box. */
  seconds: number;
  /** How sure a suggestion is, 0..1. */
  confidence?: number;
  /** Which suggestion it is or was. */
  suggestion?: number;
  /** What it is called where that is not its label. */
  name?: string;
}

/** Its name, else its label; of a suggestion with how sure the model is. */
export const nameOf = ({ name, label, origin, confidence }: BoardBox) =>
  origin === 'suggested' && confidence !== undefined ? `${label} ${Math.round(confidence * 100)} %` : (name ?? label);

/** What a tool that draws boxes changes them through. */
export interface BoxSheet {
  readonly boxes: readonly BoardBox[];
  readonly selected: BoardBox | undefined;
  readonly image: Size;
  /** The label of the box drawn next. */
  readonly label: string;
  select(id: number | undefined): void;
  add(box: NewBox): void;
  replace(box: BoardBox): void;
}

/** What a new box brings along. */
export type NewBox = Box & Partial<Pick<BoardBox, 'origin' | 'seconds' | 'confidence' | 'suggestion'>>;

/** Longer pauses are none of the work. */
const LONGEST_PAUSE_SECONDS = 30;
const rounded = (seconds: number) => Math.round(seconds * 10) / 10;

/**
 * The boxes of one image: which there are, which is selected, which label the next one gets; every change can be
 * undone.
 */
export class BoxBoard implements BoxSheet {
  #history = new UndoHistory<readonly BoardBox[]>([]);
  #selected: number | undefined;
  #nextId = 1;
  #onChange: () => void;
  #now: () => number;
  #changedAt: number;
  image: Size = { width: 0, height: 0 };
  /** The sticky label: of the box drawn next. */
  label = '';

  /** @param onChange after each change of boxes that a person made; @param now milliseconds */
  constructor(onChange: () => void, now: () => number = () => performance.now()) {
    this.#onChange = onChange;
    this.#now = now;
    this.#changedAt = now();
  }

  /** The boxes that are the answer: all but suggestions that nobody has judged. */
  get answered(): readonly BoardBox[] {
    return this.boxes.filter(({ origin }) => origin !== 'suggested');
  }

  get suggested(): readonly BoardBox[] {
    return this.boxes.filter(({ origin }) => origin === 'suggested');
  }

  get boxes(): readonly BoardBox[] {
    return this.#history.now;
  }

  get selected(): BoardBox | undefined {
    return this.boxes.find(({ id }) => id === this.#selected);
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Starts anew with these boxes; there is nothing to undo. */
  reset(boxes: readonly NewBox[]): void {
    this.#history = new UndoHistory<readonly BoardBox[]>(boxes.map((box) => this.#placed({ origin: 'given', ...box })));
    this.#selected = undefined;
    this.startClock();
  }

  /** The work at the image begins now. */
  startClock(): void {
    this.#changedAt = this.#now();
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
  add(...boxes: NewBox[]): void {
    if (boxes.length === 0) return;
    const seconds = this.#elapsed() / boxes.length;
    const placed = boxes.map((box) => this.#placed({ seconds, ...box }));
    this.#selected = placed.at(-1)!.id;
    this.#change([...this.boxes, ...placed]);
  }

  replace(box: BoardBox, step?: string): void {
    const before = this.boxes.find(({ id }) => id === box.id);
    const isSame =
      before?.label === box.label &&
      before.left === box.left &&
      before.top === box.top &&
      before.width === box.width &&
      before.height === box.height;
    if (!before || isSame) return;
    this.#put({ ...box, origin: before.origin === 'drawn' ? 'drawn' : 'adjusted' }, step);
  }

  /** Another rectangle for a box that a click gave; all exchanges of one box are one step. */
  exchange(id: number, rectangle: Omit<Box, 'label'>): void {
    const before = this.boxes.find((box) => box.id === id);
    if (before) this.#put({ ...before, ...rectangle }, `exchange ${id}`);
  }

  /** Takes the selected suggestion, else the first one, as it is, and selects the next. False when there is none. */
  accept(): boolean {
    const { suggested, selected } = this;
    const taken = suggested.find(({ id }) => id === selected?.id) ?? suggested[0];
    if (!taken) return false;
    const seconds = rounded(taken.seconds + this.#elapsed());
    const at = suggested.indexOf(taken);
    this.#selected = (suggested[at + 1] ?? suggested[at - 1] ?? taken).id;
    this.#change(this.boxes.map((box) => (box === taken ? { ...box, origin: 'accepted', seconds } : box)));
    return true;
  }

  acceptAll(): void {
    const { suggested } = this;
    if (suggested.length === 0) return;
    const seconds = this.#elapsed() / suggested.length;
    this.#change(
      this.boxes.map((box) =>
        box.origin === 'suggested' ? { ...box, origin: 'accepted', seconds: rounded(box.seconds + seconds) } : box,
      ),
    );
  }

  rejectAll(): void {
    if (this.suggested.length === 0) return;
    if (this.selected?.origin === 'suggested') this.#selected = undefined;
    this.#change(this.answered);
  }

  /** Undoes back to before this box was there. */
  takeBack(id: number): void {
    while (this.boxes.some((box) => box.id === id) && this.undo());
    if (this.#selected === id) this.#selected = undefined;
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

  #put(box: BoardBox, step: string | undefined): void {
    const next = { ...box, seconds: rounded(box.seconds + this.#elapsed()) };
    this.#change(
      this.boxes.map((other) => (other.id === box.id ? next : other)),
      step,
    );
  }

  #change(boxes: readonly BoardBox[], step?: string): void {
    this.#history.push(boxes, step);
    this.#onChange();
  }

  #elapsed(): number {
    const now = this.#now();
    const seconds = Math.min(LONGEST_PAUSE_SECONDS, (now - this.#changedAt) / 1000);
    this.#changedAt = now;
    return seconds;
  }

  #placed({ label, left, top, width, height, origin = 'drawn', seconds = 0, ...more }: NewBox): BoardBox {
    const { confidence, suggestion } = more;
    return {
      ...{ id: this.#nextId++, label, left, top, width, height, origin },
      seconds: rounded(seconds),
      ...(confidence !== undefined && { confidence }),
      ...(suggestion !== undefined && { suggestion }),
    };
  }
}
