import { CheckedField, checkedInput } from './inputs/checked-field.ts';

/** `<crowd-checkbox>`: answers `{"<value>": true | false}`; several of one name make one object. */
export class CrowdCheckbox extends CheckedField {
  protected override readonly input = checkedInput('checkbox');
}
