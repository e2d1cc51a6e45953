import { TextField } from './inputs/text-field.ts';

/** `<crowd-text-area>`: text of several lines; grows with it up to `max-rows`. */
export class CrowdTextArea extends TextField {
  protected override readonly field = document.createElement('textarea');

  protected override build(): void {
    const rows = Number(this.getAttribute('rows'));
    const most = Number(this.getAttribute('max-rows'));
    this.field.rows = rows > 0 ? rows : 2;
    this.field.style.minHeight = `calc(${this.field.rows}lh + 14px)`;
    if (most > 0) this.field.style.maxHeight = `calc(${most}lh + 14px)`;
    super.build();
    this.counter.hidden = !this.hasAttribute('char-counter');
  }

  protected override updated(): void {
    const most = this.field.maxLength;
    this.counter.textContent = String(this.field.value.length) + (most > 0 ? ` / ${most}` : '');
  }
}
