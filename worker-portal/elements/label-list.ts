import { imageWords } from './image-words.ts';
import { swatch, toolButton } from './tool-button.ts';

/** From so many labels on, they can be searched. */
const MANY = 10;
/** Keys 1 to 9 choose the first nine labels, with Shift the next nine. */
const DIGITS = 9;

/**
 * The labels as buttons, the chosen one pressed and in view; by digit keys, and where there are many by typing a part
 * of the name.
 */
export class LabelList {
  readonly element = document.createElement('section');
  #list = document.createElement('ul');
  #buttons: HTMLButtonElement[] = [];
  #search = document.createElement('input');
  #labels: readonly string[] = [];
  #chosen = 0;
  #onChoose: (index: number) => void;

  constructor(labels: readonly string[], colours: readonly string[], onChoose: (index: number) => void) {
    this.#onChoose = onChoose;
    this.element.className = 'label-list';
    const heading = document.createElement('h3');
    heading.textContent = imageWords().labels;
    this.#list.className = 'labels';
    this.#list.ariaLabel = heading.textContent;
    this.element.append(heading, this.#searchField(), this.#list);
    this.replace(labels, colours);
  }

  /** Other labels to choose from; the chosen one stays so where it is still there. */
  replace(labels: readonly string[], colours: readonly string[]): void {
    const chosen = Math.max(0, labels.indexOf(this.#labels[this.#chosen] ?? ''));
    this.#labels = labels;
    this.#buttons = labels.map((label, index) => {
      const button = toolButton(label, () => this.choose(index), keysOf(index));
      button.prepend(swatch(colours[index]!));
      return button;
    });
    this.#list.replaceChildren();
    for (const button of this.#buttons) this.#list.appendChild(document.createElement('li')).append(button);
    this.#search.hidden = labels.length < MANY;
    this.#chosen = 0;
    this.mark(chosen);
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
    const button = this.#buttons[index];
    // To look where it stands costs a layout, so only a label that was not chosen before is looked for.
    if (!button || button.ariaPressed === 'true') return;
    this.#chosen = index;
    for (const [at, other] of this.#buttons.entries()) other.ariaPressed = String(at === index);
    const { top, bottom } = button.getBoundingClientRect();
    const list = this.#list.getBoundingClientRect();
    if (top < list.top) this.#list.scrollTop -= list.top - top;
    else if (bottom > list.bottom) this.#list.scrollTop += bottom - list.bottom;
  }

  handleKey({ key, code, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey || altKey) return false;
    if (key === '/' && this.#labels.length >= MANY) {
      this.#search.focus();
      return true;
    }
    // With Shift, the key's own sign is another one on each keyboard.
    const digit = /^[1-9]$/.exec(key)?.[0] ?? (shiftKey && /^Digit([1-9])$/.exec(code)?.[1]);
    if (!digit) return false;
    const index = Number(digit) - 1 + (shiftKey ? DIGITS : 0);
    if (!this.#buttons[index]) return false;
    this.choose(index);
    return true;
  }

  /** Enter takes the first that fits; Escape gives up. Both give the keys back to the image. */
  #searchField(): HTMLInputElement {
    const field = this.#search;
    field.type = 'search';
    field.placeholder = `${imageWords().searchLabels} (/)`;
    field.ariaLabel = imageWords().searchLabels;
    field.addEventListener('input', () => this.#filter());
    field.addEventListener('keydown', (event) => {
      if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
      event.preventDefault();
      event.stopPropagation();
      const first = this.#buttons.findIndex(({ parentElement }) => !parentElement!.hidden);
      if (event.key === 'Enter' && field.value && first >= 0) this.choose(first);
      field.value = '';
      this.#filter();
      field.blur();
      field.dispatchEvent(new Event('crowd-label-found', { bubbles: true, composed: true }));
    });
    return field;
  }

  #filter(): void {
    const wanted = this.#search.value.trim().toLowerCase();
    for (const [index, label] of this.#labels.entries())
      this.#buttons[index]!.parentElement!.hidden = !label.toLowerCase().includes(wanted);
  }
}

function keysOf(index: number): string | undefined {
  if (index < DIGITS) return String(index + 1);
  return index < 2 * DIGITS ? `⇧${index + 1 - DIGITS}` : undefined;
}
