import { CheckedField, checkedInput } from './inputs/checked-field.ts';

/**
 * `<crowd-radio-button>`: answers `{"<value>": true | false}`, chosen or not. Its group is the `<crowd-radio-group>`
 * around it.
 */
export class CrowdRadioButton extends CheckedField {
  protected override readonly input = checkedInput('radio');

  /** Chooses this button as a click does. */
  choose(): void {
    this.input.focus();
    this.input.click();
  }

  override get problem(): string {
    // By the reference there is no `required` here.
    return '';
  }
}
