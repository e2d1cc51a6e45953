import { swatch, toolButton } from '../tool-button.ts';
import type { Entity } from './entity-editor.ts';
import type { TextOffsets } from './text-offsets.ts';

const SHOWN = 40;

interface EntityListOptions {
  colourOf(label: string): string;
  onPick(index: number): void;
}

/** The entities as buttons: the way to them without a pointer. */
export class EntityList {
  readonly element = document.createElement('section');
  #heading = document.createElement('h3');
  #list = document.createElement('ol');
  #words: { count(count: number): string; entities: string };
  #options: EntityListOptions;

  constructor(words: { count(count: number): string; entities: string }, options: EntityListOptions) {
    this.#words = words;
    this.#options = options;
    this.#list.ariaLabel = words.entities;
    this.element.append(this.#heading, this.#list);
  }

  update(text: TextOffsets, entities: readonly Entity[], selected: number | undefined): void {
    this.#heading.textContent = this.#words.count(entities.length);
    this.#list.replaceChildren(
      ...entities.map(({ label, startOffset, endOffset }, index) => {
        const words = text.slice(startOffset, endOffset).replace(/\s+/g, ' ');
        const said = words.length > SHOWN ? `${words.slice(0, SHOWN - 1)}…` : words;
        const button = toolButton(`${index + 1}. ${label}: ${said}`, () => this.#options.onPick(index));
        button.prepend(swatch(this.#options.colourOf(label)));
        if (index === selected) button.setAttribute('aria-current', 'true');
        const row = document.createElement('li');
        row.append(button);
        return row;
      }),
    );
  }
}
