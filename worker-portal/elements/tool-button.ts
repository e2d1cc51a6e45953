/** A button of a toolbar or list, with its key shown on it. */
export function toolButton(text: string, press: () => void, keys?: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(text);
  if (keys) {
    const key = document.createElement('kbd');
    key.textContent = keys;
    button.append(' ', key);
  }
  button.addEventListener('click', press);
  return button;
}

/** A label's colour as a small square; text always stands beside it. */
export function swatch(colour: string): HTMLSpanElement {
  const square = document.createElement('span');
  square.className = 'swatch';
  square.style.background = colour;
  return square;
}
