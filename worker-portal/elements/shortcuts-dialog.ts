import type { Shortcut } from './crowd-element.ts';
import { formWords } from './form-words.ts';
import { toolButton } from './tool-button.ts';

/** The overlay behind `?`. Removed when closed. */
export function showShortcuts(shortcuts: readonly Shortcut[], root: ShadowRoot): void {
  if (root.querySelector('dialog.shortcuts')) return;
  const words = formWords();
  const dialog = document.createElement('dialog');
  dialog.className = 'shortcuts';
  dialog.setAttribute('aria-label', words.shortcuts);
  const heading = document.createElement('h2');
  heading.textContent = words.shortcuts;
  const list = document.createElement('dl');
  for (const { keys, does } of shortcuts) {
    const term = document.createElement('dt');
    const key = document.createElement('kbd');
    key.textContent = keys;
    term.append(key);
    const meaning = document.createElement('dd');
    meaning.textContent = does;
    list.append(term, meaning);
  }
  dialog.append(
    heading,
    list,
    toolButton(words.close, () => dialog.close()),
  );
  dialog.addEventListener('close', () => dialog.remove());
  root.append(dialog);
  dialog.showModal();
}
