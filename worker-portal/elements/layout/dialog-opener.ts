import { toolButton } from '../tool-button.ts';
import { layoutWords } from './layout-words.ts';

export const DIALOG_STYLE = `
dialog { color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 10px; width: min(46rem, 92vw); max-height: 86vh; overflow: auto; }
.link { border: 0; background: none; padding: 0; min-height: 24px; color: var(--accent); text-decoration: underline; }
.foot { text-align: right; margin-top: 12px; }
`;

/** A link or button (`link-type`, `link-text`) that opens a dialog with that content. */
export function dialogOpener(host: HTMLElement, defaultText: string, content: readonly HTMLElement[]) {
  const text = host.getAttribute('link-text') || defaultText;
  const dialog = document.createElement('dialog');
  dialog.ariaLabel = text;
  const foot = document.createElement('div');
  foot.className = 'foot';
  foot.append(toolButton(layoutWords().close, () => dialog.close()));
  dialog.append(...content, foot);
  const trigger = toolButton(text, () => dialog.showModal());
  trigger.className = host.getAttribute('link-type') === 'button' ? '' : 'link';
  return { trigger, dialog };
}
