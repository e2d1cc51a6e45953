import { swatch, toolButton } from '../tool-button.ts';

/** An object that people paint: number n of the mask is the n-th of them. */
export interface PaintedObject {
  label: string;
  /** `#rrggbb`, no other object's. */
  color: string;
}

/** The objects that have pixels, as buttons: the way back to each of them. */
export class ObjectList {
  readonly element = document.createElement('section');
  #heading = document.createElement('h3');
  #list = document.createElement('ol');
  #words: { objects(count: number): string };
  #onPick: (number: number) => void;

  constructor(words: { objects(count: number): string }, onPick: (number: number) => void) {
    this.#words = words;
    this.#onPick = onPick;
    this.element.append(this.#heading, this.#list);
  }

  /** @param painted numbers of objects that have pixels; @param current the one that strokes paint */
  update(objects: readonly PaintedObject[], painted: readonly number[], current: number): void {
    this.#heading.textContent = this.#words.objects(painted.length);
    this.#list.ariaLabel = this.#heading.textContent;
    this.#list.replaceChildren(
      ...painted.map((number, at) => {
        const { label, color } = objects[number - 1]!;
        const button = toolButton(`${at + 1}. ${label}`, () => this.#onPick(number));
        button.prepend(swatch(color));
        if (number === current) button.setAttribute('aria-current', 'true');
        const row = document.createElement('li');
        row.append(button);
        return row;
      }),
    );
  }
}
