import { toolButton } from '../tool-button.ts';
import { classifierWords } from './classifier-words.ts';

export const COMMENT_STYLE = `
dialog { color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 10px; width: min(32rem, 90vw); }
dialog h2 { margin: 0 0 8px; }
textarea { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; margin: 8px 0; }
`;

/** A comment on the choice, written in a dialog: what `<worker-comment>` in a template asks for. */
export class WorkerComment {
  readonly element = document.createElement('section');
  #text = document.createElement('textarea');

  /**
   * @param region the template's `<worker-comment>`
   * @param onChange after each change a person made
   * @param onClose the dialog was closed
   */
  constructor(region: Element, onChange: () => void, onClose: () => void) {
    const words = classifierWords();
    const title = region.getAttribute('header') || words.addComment;
    const dialog = document.createElement('dialog');
    dialog.ariaLabel = title;
    const heading = document.createElement('h2');
    heading.textContent = title;
    const slot = document.createElement('slot');
    slot.name = 'worker-comment';
    region.slot = slot.name;
    this.#text.rows = 5;
    this.#text.ariaLabel = title;
    this.#text.placeholder = region.getAttribute('placeholder') ?? '';
    this.#text.addEventListener('input', onChange);
    dialog.addEventListener('close', onClose);
    dialog.append(
      heading,
      slot,
      this.#text,
      toolButton(words.close, () => dialog.close()),
    );
    const link = region.getAttribute('link-text') || words.addComment;
    this.element.append(
      toolButton(link, () => dialog.showModal()),
      dialog,
    );
  }

  get text(): string {
    return this.#text.value.trim();
  }

  set text(text: string) {
    this.#text.value = text;
  }
}
