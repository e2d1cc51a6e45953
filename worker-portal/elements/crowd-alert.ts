import { LayoutElement } from './layout/layout-element.ts';
import { layoutWords } from './layout/layout-words.ts';
import { toolButton } from './tool-button.ts';

const SIGNS: Record<string, string> = { info: 'ℹ', success: '✓', warning: '⚠', error: '✕' };

/** `<crowd-alert>`: a message, told apart by sign and colour; `dismissible` ones can be closed. */
export class CrowdAlert extends LayoutElement {
  protected override build(root: ShadowRoot): void {
    const type = this.getAttribute('type') ?? '';
    const known = type in SIGNS ? type : 'info';
    this.addStyle(`
:host { margin: 8px 0; }
div { display: flex; gap: 10px; align-items: baseline; border: 1px solid; border-left-width: 5px; border-radius: 6px; padding: 8px 12px; background: var(--card); }
.info { border-color: var(--accent); }
.success { border-color: light-dark(#1b7f3b, #6fd18b); }
.warning { border-color: light-dark(#9a6700, #ffd166); }
.error { border-color: var(--bad); }
span { flex: 1; }
`);
    const box = document.createElement('div');
    box.className = known;
    box.role = known === 'error' || known === 'warning' ? 'alert' : 'status';
    const sign = document.createElement('b');
    sign.ariaHidden = 'true';
    sign.textContent = SIGNS[known]!;
    const text = document.createElement('span');
    text.append(document.createElement('slot'));
    box.append(sign, text);
    if (this.hasAttribute('dismissible')) {
      const close = toolButton('✕', () => this.remove());
      close.ariaLabel = layoutWords().close;
      box.append(close);
    }
    root.append(box);
  }
}
