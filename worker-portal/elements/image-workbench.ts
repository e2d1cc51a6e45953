import type { CrowdElement } from './crowd-element.ts';
import { elementStyle, styleSheet } from './element-style.ts';
import { imageWords } from './image-words.ts';
import { placeInstructions } from './instructions.ts';

export interface WorkbenchParts {
  tools?: readonly Node[];
  /** What is looked at. */
  middle: HTMLElement;
  side: readonly HTMLElement[];
  /** For `aria-describedby="keyboard-help"`. */
  keyboardHelp?: string;
  /** Spoken, not shown. */
  status?: HTMLElement;
  style?: string;
}

/** The shadow root of an element that people label something in: its header above tools, what is labeled, and a side column. */
export function buildWorkbench(host: CrowdElement, parts: WorkbenchParts): void {
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [elementStyle, ...(parts.style ? [styleSheet(parts.style)] : [])];
  const bench = document.createElement('div');
  bench.className = 'workbench';
  const heading = document.createElement('h2');
  heading.textContent = host.getAttribute('header');
  const tools = document.createElement('div');
  // Without tools too it keeps its row of the grid.
  tools.className = 'tools';
  if (parts.tools) {
    tools.role = 'toolbar';
    tools.ariaLabel = imageWords().tools;
    tools.append(...parts.tools);
  }
  const aside = document.createElement('aside');
  aside.append(...parts.side);
  placeInstructions(host, aside);
  bench.append(heading, tools, parts.middle, aside);
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
  root.append(bench);
}
