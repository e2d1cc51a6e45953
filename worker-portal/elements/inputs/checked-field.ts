import { CrowdElement } from '../crowd-element.ts';
import { elementStyle, styleSheet } from '../element-style.ts';
import { keepNativeKeys } from '../native-keys.ts';
import { inputWords } from './input-words.ts';

const checkedStyle = styleSheet(`
:host { margin: 4px 0; }
label { display: inline-flex; gap: 8px; align-items: baseline; cursor: pointer; }
label:has(:disabled) { opacity: .6; cursor: default; }
input { accent-color: var(--accent); width: 18px; height: 18px; margin: 0; flex: none; align-self: center; }
:host([invalid]) input:not(:checked) { outline: 2px solid var(--bad); outline-offset: 1px; }
`);

/** What checkbox, radio button and toggle have in common: a native input, and `{"<value>": true | false}` as answer. */
export abstract class CheckedField extends CrowdElement {
  static readonly observedAttributes = ['checked', 'disabled'];
  protected abstract readonly input: HTMLInputElement;

  override get value(): Record<string, boolean> {
    return { [this.getAttribute('value') ?? 'on']: this.input.checked };
  }

  get checked(): boolean {
    return this.input.checked;
  }

  set checked(isChecked: boolean) {
    this.input.checked = isChecked;
  }

  override restore(value: unknown): void {
    const state = (value as Record<string, unknown> | null)?.[this.getAttribute('value') ?? 'on'];
    if (typeof state === 'boolean') this.checked = state;
  }

  override get problem(): string {
    const isMissing = this.hasAttribute('required') && !this.hasAttribute('disabled') && !this.checked;
    return isMissing ? inputWords().unchecked(this.textContent.trim() || (this.getAttribute('name') ?? '')) : '';
  }

  override activate(): void {
    this.input.focus({ preventScroll: true });
  }

  attributeChangedCallback(name: string): void {
    if (name === 'checked') this.input.checked = this.hasAttribute('checked');
    this.input.disabled = this.hasAttribute('disabled');
  }

  protected override build(): void {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [elementStyle, checkedStyle];
    const label = document.createElement('label');
    label.append(this.input, document.createElement('slot'));
    if (!this.textContent.trim())
      this.input.ariaLabel = this.getAttribute('name') ?? this.getAttribute('value') ?? 'on';
    keepNativeKeys(this.input);
    this.input.addEventListener('change', () => this.changed());
    root.append(label);
  }
}

/** A native input of that type; `role` when it is read out as something else. */
export function checkedInput(type: 'checkbox' | 'radio', role?: string): HTMLInputElement {
  const input = document.createElement('input');
  input.type = type;
  if (role) input.role = role;
  return input;
}
