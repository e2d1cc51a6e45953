import { DIALOG_STYLE, dialogOpener } from './layout/dialog-opener.ts';
import { LayoutElement } from './layout/layout-element.ts';
import { layoutWords } from './layout/layout-words.ts';
import { TAB_STYLE, tabStrip } from './layout/tab-strip.ts';

const EXAMPLE_STYLE = `
.good, .bad { border-left: 4px solid light-dark(#1b7f3b, #6fd18b); padding: 0 12px; margin: 12px 0; }
.bad { border-color: var(--bad); }
`;

/** `<crowd-instructions>`: summary, detailed instructions and examples on three tabs, behind a link or button. */
export class CrowdInstructions extends LayoutElement {
  protected override build(root: ShadowRoot): void {
    const words = layoutWords();
    const summary = this.#panel([['short-summary', '', '']]);
    const detailed = this.#panel([['detailed-instructions', '', '']]);
    const examples = this.#panel([
      ['positive-example', 'good', `✓ ${words.good}`],
      ['negative-example', 'bad', `✕ ${words.bad}`],
    ]);
    const strip = tabStrip([
      { title: words.summary, panel: summary },
      { title: words.detailed, panel: detailed },
      { title: words.examples, panel: examples },
    ]);
    const { trigger, dialog } = dialogOpener(this, words.openInstructions, [strip, summary, detailed, examples]);
    this.addStyle(DIALOG_STYLE + TAB_STYLE + EXAMPLE_STYLE);
    root.append(trigger, dialog);
  }

  /** @param regions child element, class and heading of each part */
  #panel(regions: ReadonlyArray<readonly [region: string, className: string, heading: string]>): HTMLElement {
    const panel = document.createElement('div');
    for (const [region, className, heading] of regions) {
      const children = this.querySelectorAll(`:scope > ${region}`);
      for (const child of children) child.slot = region;
      const part = document.createElement('div');
      part.className = className;
      if (heading && children.length > 0) {
        const title = document.createElement('h3');
        title.textContent = heading;
        part.append(title);
      }
      const slot = document.createElement('slot');
      slot.name = region;
      part.append(slot);
      panel.append(part);
    }
    return panel;
  }
}
