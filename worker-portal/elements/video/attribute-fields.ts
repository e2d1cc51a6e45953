import type { Attributes } from '../../../shared/domain/tracks/track.ts';

/** A label category's or a frame's attribute, as Ground Truth's label category files define them. */
export interface AttributeDefinition {
  name: string;
  type: 'number' | 'string';
  description?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  isRequired?: boolean;
}

/** The definitions in a list; whatever is none is left out. */
export const readDefinitions = (value: unknown): AttributeDefinition[] =>
  Array.isArray(value)
    ? value.filter((each) => typeof each?.name === 'string' && (each.type === 'number' || each.type === 'string'))
    : [];

/** Fields for the values of attributes: a choice, a number or a text each. */
export class AttributeFields {
  readonly element = document.createElement('fieldset');
  #legend = document.createElement('legend');
  #onChange: (name: string, value: string | number | undefined) => void;
  #form = '';
  #shown = '';

  constructor(onChange: (name: string, value: string | number | undefined) => void) {
    this.#onChange = onChange;
    this.element.className = 'attributes';
    this.element.hidden = true;
    this.element.append(this.#legend);
  }

  /** @param legend of whom or what they are */
  update(legend: string, definitions: readonly AttributeDefinition[], values: Attributes): void {
    this.element.hidden = definitions.length === 0;
    const form = JSON.stringify([legend, definitions]);
    const shown = form + JSON.stringify(values);
    const isTypedIn =
      form === this.#form && this.element.contains((this.element.getRootNode() as ShadowRoot).activeElement);
    const isShown = shown === this.#shown;
    [this.#form, this.#shown] = [form, shown];
    if (this.element.hidden || isShown || isTypedIn) return;
    this.#legend.textContent = legend;
    const fields = definitions.map((definition) => this.#field(definition, values[definition.name]));
    this.element.replaceChildren(this.#legend, ...fields);
  }

  #field(definition: AttributeDefinition, value: string | number | undefined): HTMLElement {
    const label = document.createElement('label');
    const field = definition.enum ? choiceOf(definition.enum) : document.createElement('input');
    if (field instanceof HTMLInputElement) {
      field.type = definition.type === 'number' ? 'number' : 'text';
      if (definition.minimum !== undefined) field.min = String(definition.minimum);
      if (definition.maximum !== undefined) field.max = String(definition.maximum);
    }
    field.value = value === undefined ? '' : String(value);
    field.addEventListener('change', () => {
      const isNumber = definition.type === 'number';
      const given = isNumber ? Number(field.value) : field.value;
      const isNone = field.value === '' || (isNumber && (!Number.isFinite(given) || !field.checkValidity()));
      this.#onChange(definition.name, isNone ? undefined : given);
    });
    const name = document.createElement('span');
    name.textContent = definition.isRequired ? `${definition.name} *` : definition.name;
    if (definition.description) name.title = definition.description;
    label.append(name, field);
    return label;
  }
}

function choiceOf(values: readonly string[]): HTMLSelectElement {
  const field = document.createElement('select');
  for (const value of ['', ...values]) field.append(new Option(value || '–', value));
  return field;
}
