import { LayoutElement } from './layout/layout-element.ts';
import { TAB_STYLE, tabStrip } from './layout/tab-strip.ts';

/** `<crowd-tab>`: one page of `<crowd-tabs>`, titled by its `header`. */
export class CrowdTab extends LayoutElement {
  protected override build(root: ShadowRoot): void {
    root.append(document.createElement('slot'));
  }
}

/** `<crowd-tabs>`: shows one of its `<crowd-tab>`s at a time; inputs in the others count all the same. */
export class CrowdTabs extends LayoutElement {
  protected override build(root: ShadowRoot): void {
    const panels = [...this.querySelectorAll<HTMLElement>(':scope > crowd-tab')];
    this.addStyle(`${TAB_STYLE} ::slotted(crowd-tab) { padding: 12px 4px; }`);
    root.append(
      tabStrip(panels.map((panel, index) => ({ title: panel.getAttribute('header') || String(index + 1), panel }))),
      document.createElement('slot'),
    );
  }
}
