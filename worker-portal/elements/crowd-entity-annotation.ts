import { labelColour } from '../../shared/domain/labeling/label-colours.ts';
import { type Carry, CrowdElement, type Shortcut } from './crowd-element.ts';
import { type Entity, EntityEditor, type Outcome, readEntities } from './entity/entity-editor.ts';
import { EntityList } from './entity/entity-list.ts';
import { EntityText } from './entity/entity-text.ts';
import { entityWords } from './entity/entity-words.ts';
import { TextOffsets } from './entity/text-offsets.ts';
import { undoOrRedo } from './image-controls.ts';
import { imageWords } from './image-words.ts';
import { buildWorkbench } from './image-workbench.ts';
import { LabelList } from './label-list.ts';
import { toolButton } from './tool-button.ts';

const UNKNOWN_COLOUR = '#9aa0a6';

const STYLE = `
.text { overflow: auto; padding: 16px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; font-size: 18px; line-height: 2; white-space: pre-wrap; overflow-wrap: anywhere; cursor: text; }
.entity { background: color-mix(in srgb, var(--entity) 30%, transparent); border-bottom: 3px solid var(--entity); cursor: pointer; }
.entity.several { border-bottom-style: double; }
.entity.selected { background: color-mix(in srgb, var(--entity) 55%, transparent); }
.cursor { outline: 2px dashed var(--accent); outline-offset: 1px; }
.tag { user-select: none; font-size: 11px; line-height: 1.2; padding: 1px 2px 1px 5px; margin: 0 3px 0 1px; vertical-align: super; border: 1px solid var(--entity); border-radius: 6px; background: var(--paper); }
.tag button { min-height: 0; padding: 0 4px; border: 0; background: none; }
`;

/** What crowd-entity-annotation submits, spelled as Ground Truth spells it: code points, by their place in the text. */
export interface SubmittedEntities {
  entities: Entity[];
}

/**
 * `<crowd-entity-annotation>`: labeled parts of a text, by mouse, touch or keyboard alone; answers as Ground Truth's
 * does. Templates put it into no `crowd-form`: it brings one.
 */
export class CrowdEntityAnnotation extends CrowdElement {
  #words = { ...imageWords(), ...entityWords() };
  #labels: string[] = [];
  #shortNames: string[] = [];
  #text = new TextOffsets('');
  #editor = new EntityEditor(this.#text, [], '', false);
  #labelList = new LabelList([], [], () => {});
  #view = new EntityText(
    {
      colourOf: (label) => this.#colourOf(label),
      shortNameOf: (label) => this.#shortNames[this.#labels.indexOf(label)] ?? label,
      removeLabel: (entity) => this.#words.removeEntity(entity.label, this.#wordsOf(entity)),
      onSelect: (index) => this.#select(index),
      onRemove: (index) => this.#step(this.#editor.remove(index)),
    },
    this.#words.text,
  );
  #list = new EntityList(this.#words, {
    colourOf: (label) => this.#colourOf(label),
    onPick: (index) => this.#select(index),
  });
  #status = document.createElement('p');
  #label = toolButton(this.#words.label, () => this.#markSelection(), 'D');
  #undo = toolButton(this.#words.undo, () => this.#step(this.#editor.undo()), 'Ctrl Z');
  #redo = toolButton(this.#words.redo, () => this.#step(this.#editor.redo()), 'Ctrl Y');
  #remove = toolButton(this.#words.remove, () => this.#step(this.#editor.remove()), 'Del');

  override get value(): SubmittedEntities {
    const entities = this.#editor.entities.map(({ label, startOffset, endOffset }) => ({
      label,
      startOffset,
      endOffset,
    }));
    return { entities };
  }

  override restore(value: unknown): void {
    this.#begin(readEntities(value, this.#text.length));
  }

  override get carry(): Carry {
    return { label: this.#editor.label };
  }

  override takeOver({ label }: Carry): void {
    this.#labelList.choose(Math.max(0, this.#labels.indexOf(String(label))));
  }

  override activate(): void {
    this.#view.element.focus({ preventScroll: true });
  }

  override get shortcuts(): readonly Shortcut[] {
    const words = this.#words;
    return [
      { keys: '1 – 9', does: words.chooseLabel },
      { keys: '← →', does: words.move },
      { keys: 'Ctrl ← →', does: words.moveEnd },
      { keys: 'D', does: words.place },
      { keys: ', .', does: words.select },
      { keys: 'Delete', does: words.removeWhat },
      { keys: 'Esc', does: words.giveUp },
      { keys: 'Ctrl Z / Ctrl Y', does: `${words.undo} / ${words.redo}` },
    ];
  }

  override handleKey(event: KeyboardEvent): boolean {
    const travel = undoOrRedo(event);
    if (travel) return this.#step(this.#editor[travel]());
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key] as 1 | -1 | undefined;
    if (direction && !event.altKey) {
      const byCharacter = event.ctrlKey || event.metaKey;
      return this.#step(
        byCharacter ? this.#editor.moveEnd(direction) : this.#editor.moveByWord(direction, event.shiftKey),
      );
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const act = {
      d: () => this.#markSelection(),
      ',': () => this.#turn(-1),
      '.': () => this.#turn(1),
      Delete: () => this.#step(this.#editor.remove()),
      Backspace: () => this.#step(this.#editor.remove()),
      Escape: () => this.#select(undefined),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    act?.();
    return act !== undefined || this.#labelList.handleKey(event);
  }

  protected override build(): void {
    this.#labels = this.namesAttribute('labels');
    this.#shortNames = shortNames(this.jsonAttribute('labels'));
    this.#text = new TextOffsets(this.getAttribute('text') ?? '');
    this.#labelList = new LabelList(
      this.#labels,
      this.#labels.map((label) => this.#colourOf(label)),
      (index) => this.#chooseLabel(index),
    );
    this.#view.element.addEventListener('pointerup', ({ pointerType }) => {
      // A finger's selection is only begun then; the button labels it.
      if (pointerType !== 'touch') this.#markPointed();
    });
    buildWorkbench(this, {
      tools: [this.#label, this.#remove, this.#undo, this.#redo],
      middle: this.#view.element,
      side: [this.#labelList.element, this.#list.element, document.createElement('slot'), formOfScripts()],
      keyboardHelp: this.#words.keyboardHelp,
      status: this.#status,
      style: STYLE,
    });
    this.#begin(readEntities(this.jsonAttribute('initial-value'), this.#text.length));
    if (!this.closest('crowd-form')) bringForm(this);
  }

  protected override relabelled(): void {
    this.#labels = this.labels;
    this.#shortNames = shortNames(this.jsonAttribute('labels'));
    this.#labelList.replace(
      this.#labels,
      this.#labels.map((label) => this.#colourOf(label)),
    );
    this.#editor.label = this.#labels[this.#labelList.chosen] ?? '';
    this.#update();
  }

  #begin(entities: readonly Entity[]): void {
    const label = this.#labels[this.#labelList.chosen] ?? '';
    this.#editor = new EntityEditor(this.#text, entities, label, this.hasAttribute('allow-overlaps'));
    this.#update();
  }

  #colourOf(label: string): string {
    const index = this.#labels.indexOf(label);
    return index < 0 ? UNKNOWN_COLOUR : labelColour(index);
  }

  #wordsOf({ startOffset, endOffset }: Entity): string {
    return this.#text.slice(startOffset, endOffset);
  }

  /** A pointer that selected nothing was a click: on an entity, which tells of it, or beside it. */
  #markPointed(): void {
    const range = this.#view.takeSelection();
    if (range) this.#step(this.#editor.mark(range.start, range.end));
  }

  #markSelection(): void {
    const range = this.#view.takeSelection();
    this.#step(range ? this.#editor.mark(range.start, range.end) : this.#editor.markCursor());
  }

  #chooseLabel(index: number): void {
    const label = this.#labels[index];
    if (label === undefined) return;
    this.#step(this.#editor.relabel(label));
    this.#status.textContent = this.#words.chosenLabel(label);
  }

  #select(index: number | undefined): void {
    this.#editor.select(index);
    this.#step('selected');
  }

  #turn(step: number): void {
    const { entities, selection } = this.#editor;
    const count = entities.length;
    if (count > 0) this.#select(((selection ?? (step > 0 ? -1 : 0)) + step + count) % count);
  }

  #step(outcome: Outcome): true {
    if (outcome === 'changed') this.changed();
    const { selected, cursor, entities } = this.#editor;
    const words = this.#words;
    if (outcome === 'overlap' || outcome === 'blank') this.#status.textContent = words[outcome];
    else if (selected) this.#status.textContent = words.selected(selected.label, this.#wordsOf(selected));
    else if (cursor) this.#status.textContent = words.marked(this.#text.slice(cursor.start, cursor.end));
    else this.#status.textContent = words.count(entities.length);
    this.#update();
    return true;
  }

  #update(): void {
    const { entities, selection, selected, canUndo, canRedo, label } = this.#editor;
    this.#view.show(this.#text, this.#editor);
    this.#list.update(this.#text, entities, selection);
    this.#labelList.mark(this.#labels.indexOf(selected?.label ?? label));
    this.#undo.disabled = !canUndo;
    this.#redo.disabled = !canRedo;
    this.#remove.disabled = !selected;
  }
}

/** `shortDisplayName` of each label, where it has one. */
function shortNames(labels: unknown): string[] {
  if (!Array.isArray(labels)) return [];
  return labels.map((item: unknown) => {
    const { label, shortDisplayName } = (typeof item === 'object' && item !== null ? item : { label: item }) as {
      label?: unknown;
      shortDisplayName?: unknown;
    };
    return String(shortDisplayName ?? label);
  });
}

/** A form around the element: what stands in it is submitted with it. */
function bringForm(element: CrowdEntityAnnotation): void {
  const form = document.createElement('crowd-form');
  element.replaceWith(form);
  form.append(element);
}

/**
 * Ground Truth's element has its form in its shadow root, and templates append questions of their own to that form's
 * `form`: they come into the element's slot.
 */
function formOfScripts(): HTMLElement {
  const form = document.createElement('crowd-form');
  form.hidden = true;
  return form;
}
