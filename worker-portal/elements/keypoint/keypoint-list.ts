import { swatch, toolButton } from '../tool-button.ts';
import type { DrawnPoint } from './keypoint-editor.ts';
import { keypointWords } from './keypoint-words.ts';

/** The points as buttons: the way to them without a pointer. */
export class KeypointList {
  readonly element = document.createElement('section');
  #heading = document.createElement('h3');
  #list = document.createElement('ol');
  #words = keypointWords();
  #colourOf: (label: string) => string;
  #onPick: (index: number) => void;

  constructor(colourOf: (label: string) => string, onPick: (index: number) => void) {
    this.#colourOf = colourOf;
    this.#onPick = onPick;
    this.#list.className = 'polygons';
    this.#list.ariaLabel = this.#words.points;
    this.element.append(this.#heading, this.#list);
  }

  update(points: readonly DrawnPoint[], selected: number | undefined): void {
    this.#heading.textContent = this.#words.count(points.length);
    while (this.#list.children.length > points.length) this.#list.lastElementChild!.remove();
    for (const [index, { label, x, y, visible, object }] of points.entries()) {
      const button = this.#list.children[index]?.querySelector('button') ?? this.#addRow(index);
      const place = document.createElement('span');
      place.className = 'faint';
      place.textContent = `${x}, ${y}${visible === false ? `, ${this.#words.hidden}` : ''}`;
      const name = object === undefined ? `${index + 1}. ${label}` : this.#words.ofObject(object, label);
      button.replaceChildren(swatch(this.#colourOf(label)), name, place);
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
