import { swatch, toolButton } from '../tool-button.ts';
import { type BoardBox, nameOf } from './box-board.ts';

interface Row {
  item: HTMLLIElement;
  button: HTMLButtonElement;
  box: BoardBox;
  number: number;
}

/** The boxes as buttons: the way to them without a pointer. Only rows that changed are touched. */
export class BoxList {
  readonly element = document.createElement('ol');
  #rows = new Map<number, Row>();
  #selected: number | undefined;
  #colourOf: (label: string) => string;
  #onPick: (id: number) => void;

  constructor(colourOf: (label: string) => string, onPick: (id: number) => void) {
    this.#colourOf = colourOf;
    this.#onPick = onPick;
    this.element.className = 'boxes';
  }

  update(boxes: readonly BoardBox[], selected: BoardBox | undefined): void {
    const present = new Set(boxes.map(({ id }) => id));
    for (const [id, { item }] of this.#rows) {
      if (present.has(id)) continue;
      item.remove();
      this.#rows.delete(id);
    }
    for (const [index, box] of boxes.entries()) {
      const row = this.#rows.get(box.id) ?? this.#addRow(box);
      if (row.box !== box || row.number !== index + 1) this.#fill(row, box, index + 1);
      if (this.element.children[index] !== row.item)
        this.element.insertBefore(row.item, this.element.children[index] ?? null);
    }
    if (this.#selected === selected?.id) return;
    this.#rows.get(this.#selected ?? -1)?.button.removeAttribute('aria-current');
    this.#selected = selected?.id;
    const chosen = this.#rows.get(this.#selected ?? -1);
    chosen?.button.setAttribute('aria-current', 'true');
    if (chosen) this.#reveal(chosen.item);
  }

  /** Scrolls the list alone: on a phone the page must not jump while somebody draws. */
  #reveal(item: HTMLElement): void {
    const { top, bottom } = item.getBoundingClientRect();
    const list = this.element.getBoundingClientRect();
    if (top < list.top) this.element.scrollTop -= list.top - top;
    else if (bottom > list.bottom) this.element.scrollTop += bottom - list.bottom;
  }

  #addRow(box: BoardBox): Row {
    const item = document.createElement('li');
    const button = toolButton('', () => this.#onPick(box.id));
    item.append(button);
    const row: Row = { item, button, box, number: 0 };
    this.#rows.set(box.id, row);
    return row;
  }

  #fill(row: Row, box: BoardBox, number: number): void {
    row.box = box;
    row.number = number;
    const size = document.createElement('span');
    size.className = 'faint';
    size.textContent = `${box.width}×${box.height}`;
    row.button.classList.toggle('suggested', box.origin === 'suggested');
    row.button.replaceChildren(swatch(this.#colourOf(box.label)), `${number}. ${nameOf(box)}`, size);
  }
}
