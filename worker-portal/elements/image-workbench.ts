import type { CrowdElement } from './crowd-element.ts';
import { elementStyle, styleSheet } from './element-style.ts';
import { imageWords } from './image-words.ts';
import { placeInstructions } from './instructions.ts';

export interface WorkbenchParts {
  tools?: readonly Node[];
  /** What is looked at. */
  middle: HTMLElement;
  side: readonly HTMLElement[];
  /** The text that `aria-describedby="keyboard-help"` names. */
  keyboardHelp?: string;
  /** Spoken, not shown. */
  status?: HTMLElement;
  style?: string;
}

/**
 * The shadow root of an element that people label something in: tools above what is labeled, a side column with its
 * header.
 */
export function buildWorkbench(host: CrowdElement, parts: WorkbenchParts): void {
  host.toggleAttribute('data-workbench', true);
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [elementStyle, ...(parts.style ? [styleSheet(parts.style)] : [])];
  const bench = document.createElement('div');
  bench.className = 'workbench';
  const heading = document.createElement('h2');
  heading.textContent = host.getAttribute('header');
  const tools = document.createElement('div');
  tools.className = 'tools';
  if (parts.tools) {
    tools.role = 'toolbar';
    tools.ariaLabel = imageWords().tools;
    tools.append(...parts.tools);
  }
  const aside = document.createElement('aside');
  aside.append(...parts.side);
  placeInstructions(host, aside);
  aside.prepend(heading);
  bench.append(tools, parts.middle, aside);
  if (parts.keyboardHelp) {
    const help = document.createElement('p');
    help.id = 'keyboard-help';
    help.className = 'unseen';
    help.textContent = parts.keyboardHelp;
    bench.append(help);
  }
  if (parts.status) {
    parts.status.className = 'unseen';
    parts.status.role = 'status';
    bench.append(parts.status);
  }
  bench.addEventListener('crowd-label-found', () => host.activate());
  root.append(bench);
  fillPage(host);
}

/** Alone in its form, the element gets the whole page, and the form's button stands in its side column. */
function fillPage(host: CrowdElement): void {
  const form = host.closest('crowd-form');
  const others = [...(form?.querySelectorAll('*') ?? [])].filter(
    (element) =>
      element !== host && !host.contains(element) && !/^(script|style|link|template)$/.test(element.localName),
  );
  if (form && others.length === 0) form.classList.add('filled');
}
