import { keepNativeKeys } from '../native-keys.ts';

/** A slider whose arrow keys are its own. */
export function rangeInput(least: number, most: number): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'range';
  input.min = String(least);
  input.max = String(most);
  keepNativeKeys(input);
  return input;
}

/** Puts an input's name before it. */
export function labelled(text: string, input: HTMLInputElement): HTMLLabelElement {
  const label = document.createElement('label');
  label.append(text, input);
  return label;
}
