import { TextField } from './inputs/text-field.ts';

/** `<crowd-input>`: a line of text, or another of HTML's inputs by its `type`. */
export class CrowdInput extends TextField {
  protected override readonly field = document.createElement('input');

  protected override build(): void {
    this.field.type = this.getAttribute('type') ?? 'text';
    super.build();
  }
}
