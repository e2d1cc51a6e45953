import { iconNode } from './layout/icon.ts';
import { LayoutElement } from './layout/layout-element.ts';

/** `<crowd-badge>`: a mark at the upper right corner of the element that `for` names. */
export class CrowdBadge extends LayoutElement {
  protected override build(root: ShadowRoot): void {
    this.addStyle(`
:host { display: inline; }
.badge { display: inline-grid; place-items: center; min-width: 22px; height: 22px; padding: 0 5px; border-radius: 11px; background: var(--accent); color: var(--on-accent); font: 600 12px/1 system-ui, sans-serif; }
.badge.attached { position: absolute; top: -8px; right: -8px; }
`);
    const badge = document.createElement('span');
    badge.className = 'badge';
    const icon = this.getAttribute('icon');
    badge.append(icon ? iconNode(icon) : (this.getAttribute('label') ?? ''));
    const target = document.getElementById(this.getAttribute('for') ?? '');
    if (target?.contains(this)) {
      badge.classList.add('attached');
      if (getComputedStyle(target).position === 'static') target.style.position = 'relative';
      if (getComputedStyle(target).display === 'inline') target.style.display = 'block';
    }
    // Templates close it with "/>", which HTML ignores: what follows stands in it.
    root.append(badge, document.createElement('slot'));
  }
}
