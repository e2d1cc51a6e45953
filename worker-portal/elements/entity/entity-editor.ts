import { UndoHistory } from '../undo-history.ts';
import type { TextOffsets } from './text-offsets.ts';

/** A labeled part of a text, in code points; the end is exclusive, as Ground Truth has it. */
export interface Entity {
  label: string;
  startOffset: number;
  endOffset: number;
}

/** A part of the text that no label is given to yet, in code points. */
export interface Range {
  start: number;
  end: number;
}

/** `blank`: nothing but blanks was marked. `overlap`: a part of it has a label already. */
export type Outcome = 'nothing' | 'selected' | 'changed' | 'blank' | 'overlap';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The entities of an `initial-value` or an answer; what lies outside of the text is left out. */
export function readEntities(value: unknown, length: number): Entity[] {
  const listed = isObject(value) && !Array.isArray(value) ? value.entities : value;
  if (!Array.isArray(listed)) return [];
  return listed.filter(isObject).flatMap(({ label, startOffset, endOffset }): Entity[] => {
    const isPlaced =
      Number.isInteger(startOffset) &&
      Number.isInteger(endOffset) &&
      (startOffset as number) >= 0 &&
      (startOffset as number) < (endOffset as number) &&
      (endOffset as number) <= length;
    if (typeof label !== 'string' || !isPlaced) return [];
    return [{ label, startOffset: startOffset as number, endOffset: endOffset as number }];
  });
}

const inOrder = (entities: readonly Entity[]) =>
  [...entities].sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);

/** What one person does to the entities of a text, whatever pointer or key it comes from. */
export class EntityEditor {
  /** What new entities are. */
  label: string;
  readonly #text: TextOffsets;
  readonly #mayOverlap: boolean;
  #history: UndoHistory<readonly Entity[]>;
  #selected: number | undefined;
  #cursor: Range | undefined;

  constructor(text: TextOffsets, entities: readonly Entity[], label: string, mayOverlap: boolean) {
    this.#text = text;
    this.#mayOverlap = mayOverlap;
    this.#history = new UndoHistory<readonly Entity[]>(inOrder(entities));
    this.label = label;
  }

  /** The entities in the order of their places in the text. */
  get entities(): readonly Entity[] {
    return this.#history.now;
  }

  get selection(): number | undefined {
    return this.#selected;
  }

  get selected(): Entity | undefined {
    return this.#selected === undefined ? undefined : this.entities[this.#selected];
  }

  /** What keys have marked. */
  get cursor(): Range | undefined {
    return this.#cursor;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  select(index: number | undefined): void {
    this.#selected = index;
    this.#cursor = undefined;
  }

  /** Gives the label to a part of the text, without blanks at its ends. */
  mark(start: number, end: number): Outcome {
    const range = this.#text.trimmed(Math.min(start, end), Math.max(start, end));
    if (!range) return 'blank';
    const entity = { label: this.label, startOffset: range.start, endOffset: range.end };
    const same = this.entities.findIndex((other) => isSamePlace(other, entity));
    if (same >= 0) {
      this.select(same);
      return this.relabel(this.label) === 'changed' ? 'changed' : 'selected';
    }
    if (!this.#mayOverlap && this.entities.some((other) => overlap(other, entity))) return 'overlap';
    this.#change(inOrder([...this.entities, entity]), entity);
    return 'changed';
  }

  /** The label of what keys have marked. */
  markCursor(): Outcome {
    return this.#cursor ? this.mark(this.#cursor.start, this.#cursor.end) : 'nothing';
  }

  /** The next or former word; grown: also what was marked. */
  moveByWord(step: 1 | -1, grow: boolean): Outcome {
    const { words } = this.#text;
    if (words.length === 0) return 'nothing';
    const from = this.#cursor ?? this.#placeToStart();
    const next =
      step > 0
        ? words.find(({ start, end }) => (from && grow ? end > from.end : !from || start >= from.end))
        : words.findLast(({ start, end }) => (from && grow ? start < from.start : !from || end <= from.start));
    if (!next) return 'nothing';
    this.#selected = undefined;
    const isGrown = grow && from;
    this.#cursor = isGrown
      ? { start: Math.min(from.start, next.start), end: Math.max(from.end, next.end) }
      : { ...next };
    return 'selected';
  }

  /** The end of what is marked, one code point on or back: of the selected entity too. */
  moveEnd(step: 1 | -1): Outcome {
    const { selected } = this;
    if (selected) return this.#reshape({ ...selected, endOffset: selected.endOffset + step });
    if (!this.#cursor) return 'nothing';
    const end = this.#cursor.end + step;
    if (end <= this.#cursor.start || end > this.#text.length) return 'nothing';
    this.#cursor = { ...this.#cursor, end };
    return 'selected';
  }

  /** New entities have this label, the selected one too. */
  relabel(label: string): Outcome {
    this.label = label;
    const { selected } = this;
    if (!selected || selected.label === label) return 'nothing';
    const changed = { ...selected, label };
    this.#change(this.entities.with(this.#selected!, changed), changed);
    return 'changed';
  }

  remove(index = this.#selected): Outcome {
    if (index === undefined || !this.entities[index]) return 'nothing';
    this.#history.push(this.entities.toSpliced(index, 1));
    this.select(undefined);
    return 'changed';
  }

  undo(): Outcome {
    this.select(undefined);
    return this.#history.undo() ? 'changed' : 'nothing';
  }

  redo(): Outcome {
    this.select(undefined);
    return this.#history.redo() ? 'changed' : 'nothing';
  }

  #placeToStart(): Range | undefined {
    const { selected } = this;
    return selected && { start: selected.startOffset, end: selected.endOffset };
  }

  #reshape(entity: Entity): Outcome {
    if (entity.endOffset <= entity.startOffset || entity.endOffset > this.#text.length) return 'nothing';
    const others = this.entities.toSpliced(this.#selected!, 1);
    if (!this.#mayOverlap && others.some((other) => overlap(other, entity))) return 'overlap';
    this.#change(inOrder([...others, entity]), entity, `reshape ${entity.startOffset}`);
    return 'changed';
  }

  #change(entities: readonly Entity[], selected: Entity, step?: string): void {
    this.#history.push(entities, step);
    this.select(entities.indexOf(selected));
  }
}

const overlap = (one: Entity, other: Entity) => one.startOffset < other.endOffset && other.startOffset < one.endOffset;

const isSamePlace = (one: Entity, other: Entity) =>
  one.startOffset === other.startOffset && one.endOffset === other.endOffset;
