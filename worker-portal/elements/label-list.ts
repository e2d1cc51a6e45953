import { imageWords } from './image-words.ts';
import { swatch, toolButton } from './tool-button.ts';

/** The labels as buttons, the chosen one pressed; keys 1 to 9 choose the first nine. */
export class LabelList {
  readonly element = document.createElement('section');
  #buttons: HTMLButtonElement[] = [];
  #chosen = 0;
  #onChoose: (index: number) => void;

  constructor(labels: readonly string[], colours: readonly string[], onChoose: (index: number) => void) {
    this.#onChoose = onChoose;
    const heading = document.createElement('h3');
    heading.textContent = imageWords().labels;
    const list = document.createElement('ul');
    list.className = 'labels';
    list.ariaLabel = heading.textContent;
    this.#buttons = labels.map((label, index) => {
      const button = toolButton(label, () => this.choose(index), index < 9 ? String(index + 1) : undefined);
      button.prepend(swatch(colours[index]!));
      return button;
    });
    for (const button of this.#buttons) list.appendChild(document.createElement('li')).append(button);
    this.element.append(heading, list);
    this.mark(0);
  }

  get chosen(): number {
    return this.#chosen;
  }

  choose(index: number): void {
    this.mark(index);
    this.#onChoose(index);
  }

  /** Shows another label as chosen, without telling. */
  mark(index: number): void {
    if (!this.#buttons[index]) return;
    this.#chosen = index;
    for (const [at, button] of this.#buttons.entries()) button.ariaPressed = String(at === index);
  }

  handleKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (!/^[1-9]$/.test(key) || ctrlKey || metaKey || altKey || !this.#buttons[Number(key) - 1]) return false;
    this.choose(Number(key) - 1);
    return true;
  }
}
