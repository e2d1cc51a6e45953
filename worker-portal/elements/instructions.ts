import type { CrowdElement } from './crowd-element.ts';
import { formWords } from './form-words.ts';
import { toolButton } from './tool-button.ts';

/**
 * Shows an element's `short-instructions` in its side column, and its `full-instructions` in a dialog behind a button;
 * who has read them goes on working.
 * @param host the element that stands in the template @param aside where in its shadow root
 */
export function placeInstructions(host: CrowdElement, aside: HTMLElement): void {
  const short = host.querySelector(':scope > short-instructions');
  const full = host.querySelector(':scope > full-instructions');
  if (!short && !full) return;
  const section = document.createElement('section');
  if (short) {
    short.slot = 'short-instructions';
    section.append(slotNamed(short.slot));
  }
  if (full) {
    full.slot = 'full-instructions';
    const words = formWords();
    const title = full.getAttribute('header') || words.fullInstructions;
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-label', title);
    const heading = document.createElement('h2');
    heading.textContent = title;
    dialog.append(
      heading,
      slotNamed(full.slot),
      toolButton(words.close, () => dialog.close()),
    );
    dialog.addEventListener('close', () => host.activate());
    const open = toolButton(words.fullInstructions, () => dialog.showModal());
    section.append(open, dialog);
  }
  aside.prepend(section);
}

function slotNamed(name: string): HTMLSlotElement {
  const slot = document.createElement('slot');
  slot.name = name;
  return slot;
}
