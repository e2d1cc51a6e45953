import { toolButton } from '../tool-button.ts';

export const TAB_STYLE = `
[role=tablist] { display: flex; flex-wrap: wrap; gap: 4px; border-bottom: 1px solid var(--line); }
[role=tab] { border: 0; border-bottom: 3px solid transparent; border-radius: 0; background: none; }
[role=tab][aria-selected=true] { border-bottom-color: var(--accent); font-weight: 700; }
`;

export interface Tab {
  title: string;
  panel: HTMLElement;
}

/** The row of titles over panels of which one is shown; arrow keys go along it. Panels get their roles here. */
export function tabStrip(tabs: readonly Tab[]): HTMLElement {
  const strip = document.createElement('div');
  strip.role = 'tablist';
  const buttons = tabs.map(({ title }, index) => {
    const button = toolButton(title, () => show(index));
    button.role = 'tab';
    strip.append(button);
    return button;
  });
  const show = (shown: number) => {
    for (const [index, { panel, title }] of tabs.entries()) {
      panel.hidden = index !== shown;
      panel.role = 'tabpanel';
      panel.ariaLabel = title;
      buttons[index]!.ariaSelected = String(index === shown);
      buttons[index]!.tabIndex = index === shown ? 0 : -1;
    }
  };
  strip.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = buttons.findIndex((button) => button.ariaSelected === 'true');
    if (!step || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (at + step + tabs.length) % tabs.length;
    show(next);
    buttons[next]!.focus();
  });
  show(0);
  return strip;
}
