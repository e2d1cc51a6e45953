import { CrowdRadioButton } from './crowd-radio-button.ts';

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * `<crowd-radio-group>`: of the radio buttons in it, one can be chosen. They keep names of their own, so this one gives
 * no answer.
 */
export class CrowdRadioGroup extends HTMLElement {
  connectedCallback(): void {
    this.role = 'radiogroup';
    this.addEventListener('change', ({ target }) => {
      if (!(target instanceof CrowdRadioButton) || !target.checked) return;
      for (const other of this.#buttons()) other.checked = other === target;
    });
    this.addEventListener('keydown', (event) => this.#key(event), { capture: true });
  }

  #buttons(): CrowdRadioButton[] {
    return [...this.querySelectorAll('crowd-radio-button')].filter((button) => button instanceof CrowdRadioButton);
  }

  /** Browsers move between radio buttons of one tree only, and each of these has its own. */
  #key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    const buttons = this.#buttons().filter((button) => !button.hasAttribute('disabled'));
    const at = buttons.indexOf(event.target as CrowdRadioButton);
    if (!step || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = buttons[(at + step + buttons.length) % buttons.length]!;
    next.choose();
  }
}
