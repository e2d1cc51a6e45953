import { type CategoryChoice, keyOfOption } from './category-choice.ts';
import { classifierWords } from './classifier-words.ts';

/** Styles of the list, for the shadow root that it stands in. */
export const CATEGORY_STYLE = `
fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: 6px; }
legend { font-size: 13px; font-weight: 700; padding: 0 0 4px; }
.category { display: flex; gap: 8px; align-items: center; border: 1px solid var(--line); border-radius: 6px; padding: 7px 10px; cursor: pointer; overflow-wrap: anywhere; background: var(--paper); }
.category:hover { background: var(--card); }
.category:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.category:has(:focus-visible) { outline: 3px solid light-dark(#b35c00, #ffb454); outline-offset: -1px; }
.category input { accent-color: var(--accent); outline: none; flex: none; margin: 0; width: 18px; height: 18px; }
.category kbd { margin-left: auto; }
`;

/** The categories as radio buttons or checkboxes, each with its key. */
export class CategoryList {
  readonly element = document.createElement('fieldset');
  #choice: CategoryChoice;
  #inputs: HTMLInputElement[];

  constructor(choice: CategoryChoice, type: 'radio' | 'checkbox', onPick: (option: string) => void) {
    this.#choice = choice;
    const legend = document.createElement('legend');
    legend.textContent = classifierWords().categories;
    this.element.append(legend);
    this.#inputs = choice.options.map((option, index) => {
      const input = document.createElement('input');
      input.type = type;
      input.name = 'category';
      input.addEventListener('change', () => onPick(option));
      const label = document.createElement('label');
      label.className = 'category';
      label.append(input, option);
      const key = keyOfOption(index);
      if (key) {
        const hint = document.createElement('kbd');
        hint.ariaHidden = 'true';
        hint.textContent = key;
        label.append(hint);
      }
      this.element.append(label);
      return input;
    });
  }

  focus(): void {
    (this.#inputs.find((input) => input.checked) ?? this.#inputs[0])?.focus({ preventScroll: true });
  }

  /** Shows what is chosen; the focus goes along if it is in the list. */
  update(picked?: string): void {
    const { chosen, options } = this.#choice;
    for (const [index, input] of this.#inputs.entries()) input.checked = chosen.includes(options[index]!);
    const isFocused = this.element.contains((this.element.getRootNode() as ShadowRoot).activeElement);
    if (picked !== undefined && isFocused) this.#inputs[options.indexOf(picked)]?.focus({ preventScroll: true });
  }
}
