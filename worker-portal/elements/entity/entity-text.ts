import type { Entity, EntityEditor, Range as TextRange } from './entity-editor.ts';
import type { TextOffsets } from './text-offsets.ts';

export interface EntityTextOptions {
  colourOf(label: string): string;
  /** What stands beside an entity: its label, short. */
  shortNameOf(label: string): string;
  removeLabel(entity: Entity): string;
  onSelect(index: number): void;
  onRemove(index: number): void;
}

/** A text with its entities marked, that a pointer selects parts of. What is selected is told by `takeSelection`. */
export class EntityText {
  readonly element = document.createElement('div');
  #options: EntityTextOptions;
  #text: TextOffsets | undefined;

  constructor(options: EntityTextOptions, label: string) {
    this.#options = options;
    this.element.className = 'text';
    this.element.tabIndex = 0;
    this.element.role = 'application';
    this.element.ariaLabel = label;
    this.element.setAttribute('aria-describedby', 'keyboard-help');
  }

  /** Draws the text anew, in parts that begin and end where an entity does. */
  show(text: TextOffsets, { entities, selection, cursor }: EntityEditor): void {
    this.#text = text;
    const places = new Set([0, text.length, ...entities.flatMap((each) => [each.startOffset, each.endOffset])]);
    if (cursor) for (const place of [cursor.start, cursor.end]) places.add(place);
    const ends = [...places].sort((a, b) => a - b);
    const nodes: Node[] = [];
    for (const [at, start] of ends.slice(0, -1).entries()) {
      const end = ends[at + 1]!;
      nodes.push(this.#part(text, { start, end }, entities, selection, cursor));
      for (const [index, entity] of entities.entries())
        if (entity.endOffset === end) nodes.push(this.#tag(entity, index, index === selection));
    }
    this.element.replaceChildren(...nodes);
  }

  /** The part that is selected, in code points; undefined when there is none. */
  readSelection(): TextRange | undefined {
    const selection = document.getSelection();
    const root = this.element.getRootNode();
    if (!selection || !this.#text || !(root instanceof ShadowRoot)) return undefined;
    const range = selectedRange(selection, root);
    if (!range || range.collapsed || !this.element.contains(range.startContainer)) return undefined;
    const start = this.#pointOf(range.startContainer, range.startOffset);
    const end = this.#pointOf(range.endContainer, range.endOffset);
    return start < end ? { start, end } : undefined;
  }

  /** Reads the selection as `readSelection` does, and takes it off the text. */
  takeSelection(): TextRange | undefined {
    const range = this.readSelection();
    if (range) document.getSelection()!.removeAllRanges();
    return range;
  }

  #part(
    text: TextOffsets,
    { start, end }: TextRange,
    entities: readonly Entity[],
    selection: number | undefined,
    cursor: TextRange | undefined,
  ): HTMLElement {
    const part = document.createElement('span');
    part.dataset.start = String(text.unitOf(start));
    part.textContent = text.slice(start, end);
    const over = [...entities.entries()].filter(([, each]) => each.startOffset <= start && each.endOffset >= end);
    if (over.length > 0) {
      part.className = 'entity';
      const [index, { label }] = over.at(-1)!;
      part.style.setProperty('--entity', this.#options.colourOf(label));
      part.classList.toggle('several', over.length > 1);
      part.classList.toggle(
        'selected',
        over.some(([at]) => at === selection),
      );
      part.addEventListener('click', () => this.#options.onSelect(index));
    }
    part.classList.toggle('cursor', cursor !== undefined && cursor.start <= start && cursor.end >= end);
    return part;
  }

  #tag(entity: Entity, index: number, isSelected: boolean): HTMLElement {
    const tag = document.createElement('span');
    tag.className = 'tag';
    tag.classList.toggle('selected', isSelected);
    tag.style.setProperty('--entity', this.#options.colourOf(entity.label));
    const remove = document.createElement('button');
    remove.type = 'button';
    remove.tabIndex = -1;
    remove.textContent = '×';
    remove.ariaLabel = this.#options.removeLabel(entity);
    remove.addEventListener('click', () => this.#options.onRemove(index));
    tag.append(this.#options.shortNameOf(entity.label), remove);
    return tag;
  }

  /** A place that the browser names, in code points; a place between parts is the next part's start. */
  #pointOf(node: Node, offset: number): number {
    const text = this.#text!;
    const part = node.parentElement?.closest<HTMLElement>('[data-start]');
    if (node.nodeType === Node.TEXT_NODE && part && this.element.contains(part))
      return text.pointOf(Number(part.dataset.start) + offset);
    const at = node === this.element ? this.element.childNodes[offset] : node;
    for (let next: Node | null | undefined = at; next; next = next.nextSibling)
      if (next instanceof HTMLElement && next.dataset.start !== undefined)
        return text.pointOf(Number(next.dataset.start));
    return text.length;
  }
}

/** A selection within a shadow root; browsers differ in how they tell it. */
function selectedRange(selection: Selection, root: ShadowRoot): StaticRange | Range | undefined {
  if ('getComposedRanges' in selection) return selection.getComposedRanges({ shadowRoots: [root] })[0];
  const own = (root as unknown as { getSelection?(): Selection | null }).getSelection?.();
  return own && own.rangeCount > 0 ? own.getRangeAt(0) : undefined;
}
