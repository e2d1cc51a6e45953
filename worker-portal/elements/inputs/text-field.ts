import { CrowdElement } from '../crowd-element.ts';
import { elementStyle, styleSheet } from '../element-style.ts';
import { allowedText } from './allowed-text.ts';
import { inputWords } from './input-words.ts';

const fieldStyle = styleSheet(`
:host { margin: 8px 0; }
label { display: grid; gap: 3px; }
.caption { font-size: 13px; color: var(--faint); }
input, textarea { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 6px 9px; }
input:disabled, textarea:disabled { opacity: .6; }
textarea { resize: vertical; field-sizing: content; }
.below { display: flex; justify-content: space-between; gap: 12px; }
.below p { margin: 2px 0 0; }
[aria-invalid=true] { border-color: var(--bad); }
`);

/** What crowd-input and crowd-text-area have in common: a caption, a native field, a limit, a pattern, a message. */
export abstract class TextField extends CrowdElement {
  static readonly observedAttributes = ['disabled', 'value', 'required'];
  protected abstract readonly field: HTMLInputElement | HTMLTextAreaElement;
  protected readonly counter = document.createElement('p');
  #message = document.createElement('p');

  override get value(): string | undefined {
    return this.field.value || undefined;
  }

  override set value(text: unknown) {
    this.field.value = typeof text === 'string' ? text : '';
    this.updated();
  }

  override restore(value: unknown): void {
    this.value = value;
  }

  override get problem(): string {
    const words = inputWords();
    const { value } = this.field;
    const least = Number(this.getAttribute('min-length')) || 0;
    let problem = '';
    if (this.hasAttribute('disabled')) problem = '';
    else if (value === '') problem = this.hasAttribute('required') ? words.missing(this.#caption) : '';
    else if (value.length < least) problem = words.tooShort(least);
    else if (!this.field.checkValidity()) problem = words.doesNotFit;
    if (problem && value !== '') problem = this.getAttribute('error-message') || problem;
    this.#message.textContent = problem;
    this.field.ariaInvalid = String(problem !== '');
    return problem;
  }

  override activate(): void {
    this.field.focus({ preventScroll: true });
  }

  attributeChangedCallback(name: string, _before: string | null, text: string | null): void {
    if (name === 'value' && this.field.value === '') this.field.value = text ?? '';
    this.field.disabled = this.hasAttribute('disabled');
    this.field.required = this.hasAttribute('required');
  }

  protected override build(): void {
    const { field } = this;
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [elementStyle, fieldStyle];
    const label = document.createElement('label');
    const caption = document.createElement('span');
    caption.className = 'caption';
    caption.textContent = this.getAttribute('label');
    caption.hidden = !caption.textContent;
    label.append(caption, field);
    field.placeholder = this.getAttribute('placeholder') ?? '';
    if (caption.hidden) field.ariaLabel = this.#caption || inputWords().value;
    const most = Number(this.getAttribute('max-length'));
    if (most > 0) field.maxLength = most;
    field.addEventListener('input', (event) => this.#typed(event));
    field.addEventListener('change', () => this.hasAttribute('auto-validate') && this.problem);
    this.#message.className = 'problem';
    this.#message.id = 'message';
    field.setAttribute('aria-describedby', 'message');
    this.counter.className = 'faint';
    this.counter.hidden = true;
    const below = document.createElement('div');
    below.className = 'below';
    below.append(this.#message, this.counter);
    root.append(label, below);
    this.updated();
    if (this.hasAttribute('auto-focus')) field.focus();
  }

  /** The text is another one. */
  protected updated(): void {}

  #typed(event: Event): void {
    // A character may still be in the making.
    if (this.hasAttribute('auto-validate') && !(event instanceof InputEvent && event.isComposing)) {
      const { value } = this.field;
      const allowed = allowedText(value, this.getAttribute('allowed-pattern'));
      if (allowed !== value) this.field.value = allowed;
    }
    this.#message.textContent = '';
    this.field.ariaInvalid = 'false';
    this.updated();
    this.changed();
  }

  get #caption(): string {
    return this.getAttribute('label') || this.getAttribute('placeholder') || this.getAttribute('name') || '';
  }
}
