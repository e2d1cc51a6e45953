import { CrowdElement } from './crowd-element.ts';
import { elementStyle, styleSheet } from './element-style.ts';
import { inputWords } from './inputs/input-words.ts';
import { keepNativeKeys } from './native-keys.ts';

const sliderStyle = styleSheet(`
:host { margin: 8px 0; }
.row { display: flex; gap: 12px; align-items: center; max-width: 480px; }
input[type=range] { flex: 1; accent-color: var(--accent); }
.unset { opacity: .6; }
input[type=number] { width: 6em; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 3px 6px; }
.ticks { position: relative; height: 1.6em; max-width: 480px; margin: 0 8px; font-size: 13px; color: var(--faint); }
.ticks:empty { display: none; }
::slotted(crowd-slider-label) { position: absolute; translate: -50% 0; white-space: nowrap; }
output { min-width: 4em; font-variant-numeric: tabular-nums; }
`);

/**
 * `<crowd-slider>`: answers a number. Until it is moved, or preset by `value`, it has none: where it stands says
 * nothing then.
 */
export class CrowdSlider extends CrowdElement {
  static readonly observedAttributes = ['disabled', 'value'];
  #range = document.createElement('input');
  #number = document.createElement('input');
  #output = document.createElement('output');
  #value: number | undefined;

  override get value(): number | undefined {
    return this.#value;
  }

  override set value(value: unknown) {
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value ?? Number.NaN);
    if (Number.isFinite(number)) {
      this.#range.value = String(number);
      this.#value = Number(this.#range.value);
    } else {
      this.#range.value = this.#range.min;
      this.#value = undefined;
    }
    this.#show();
  }

  override restore(value: unknown): void {
    this.value = value;
  }

  override get problem(): string {
    const isMissing = this.hasAttribute('required') && !this.hasAttribute('disabled') && this.#value === undefined;
    return isMissing ? inputWords().unset(this.getAttribute('name') ?? '') : '';
  }

  override activate(): void {
    this.#range.focus({ preventScroll: true });
  }

  attributeChangedCallback(name: string, _before: string | null, text: string | null): void {
    if (name === 'value' && this.shadowRoot) this.value = text;
    this.#range.disabled = this.hasAttribute('disabled');
    this.#number.disabled = this.#range.disabled;
  }

  protected override build(): void {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [elementStyle, sliderStyle];
    const name = this.getAttribute('name') ?? inputWords().value;
    for (const [input, type] of [
      [this.#range, 'range'],
      [this.#number, 'number'],
    ] as const) {
      input.type = type;
      input.min = this.getAttribute('min') ?? '0';
      input.max = this.getAttribute('max') ?? '100';
      input.step = this.getAttribute('step') ?? '1';
      input.ariaLabel = name;
      input.addEventListener('input', () => this.#moved(input.value));
    }
    keepNativeKeys(this.#range);
    // A click where it already stands sets it as well.
    this.#range.addEventListener('pointerup', () => this.#value === undefined && this.#moved(this.#range.value));
    this.#number.hidden = !this.hasAttribute('editable');
    this.#output.hidden = !this.hasAttribute('pin') && !this.hasAttribute('required');
    const row = document.createElement('div');
    row.className = 'row';
    row.append(this.#range, this.#number, this.#output);
    root.append(row, this.#ticks());
    this.value = this.getAttribute('value');
  }

  /** Each `crowd-slider-label` under its place; one that names none, or a place beyond the ends, stays out. */
  #ticks(): HTMLElement {
    const ticks = document.createElement('div');
    ticks.className = 'ticks';
    const [least, most] = [Number(this.#range.min), Number(this.#range.max)];
    for (const [at, label] of this.querySelectorAll<HTMLElement>(':scope > crowd-slider-label').entries()) {
      const place = (Number(label.getAttribute('position') ?? Number.NaN) - least) / (most - least);
      if (!(place >= 0 && place <= 1)) continue;
      const slot = document.createElement('slot');
      slot.name = `label-${at}`;
      label.slot = slot.name;
      label.style.left = `${place * 100}%`;
      ticks.append(slot);
    }
    return ticks;
  }

  #moved(value: string): void {
    this.value = value;
    this.changed();
  }

  #show(): void {
    const text = this.#value === undefined ? inputWords().notSet : String(this.#value);
    this.#output.textContent = text;
    this.#range.ariaValueText = text;
    this.#range.classList.toggle('unset', this.#value === undefined);
    if (this.shadowRoot?.activeElement !== this.#number) this.#number.value = this.#value === undefined ? '' : text;
  }
}
