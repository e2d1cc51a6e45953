import { swatch, toolButton } from '../tool-button.ts';
import type { DrawnPolygon } from './labeled-polygon.ts';
import type { OutlineWords } from './polygon-words.ts';

/** The polygons as buttons: the way to them without a pointer. */
export class PolygonList {
  readonly element = document.createElement('section');
  #heading = document.createElement('h3');
  #list = document.createElement('ol');
  #words: Pick<OutlineWords, 'count' | 'polygons' | 'vertices'>;
  #colourOf: (label: string) => string;
  #onPick: (index: number) => void;

  constructor(
    colourOf: (label: string) => string,
    onPick: (index: number) => void,
    words: Pick<OutlineWords, 'count' | 'polygons' | 'vertices'>,
  ) {
    this.#words = words;
    this.#colourOf = colourOf;
    this.#onPick = onPick;
    this.#list.className = 'polygons';
    this.#list.ariaLabel = this.#words.polygons;
    this.element.append(this.#heading, this.#list);
  }

  update(polygons: readonly DrawnPolygon[], selected: number | undefined): void {
    this.#heading.textContent = this.#words.count(polygons.length);
    while (this.#list.children.length > polygons.length) this.#list.lastElementChild!.remove();
    for (const [index, { label, vertices }] of polygons.entries()) {
      const button = this.#list.children[index]?.querySelector('button') ?? this.#addRow(index);
      const count = document.createElement('span');
      count.className = 'faint';
      count.textContent = this.#words.vertices(vertices.length);
      button.replaceChildren(swatch(this.#colourOf(label)), `${index + 1}. ${label}`, count);
      if (index === selected) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
  }

  #addRow(index: number): HTMLButtonElement {
    const button = toolButton('', () => this.#onPick(index));
    this.#list.appendChild(document.createElement('li')).append(button);
    return button;
  }
}
