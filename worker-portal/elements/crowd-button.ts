import { ButtonElement } from './layout/button-element.ts';
import { iconNode } from './layout/icon.ts';

/**
 * `<crowd-button>`: submits its form by `form-action="submit"`, goes to `href`, or does what a script wants of its
 * `click`.
 */
export class CrowdButton extends ButtonElement {
  protected override build(root: ShadowRoot): void {
    this.addStyle(`
:host { display: inline-block; }
a { display: inline-block; color: inherit; text-decoration: none; border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; line-height: 24px; }
.link { border-color: transparent; background: none; color: var(--accent); text-decoration: underline; }
[aria-busy=true]::after { content: " …"; }
`);
    const variant = this.getAttribute('variant') ?? 'normal';
    const href = this.getAttribute('href');
    const face = href ? document.createElement('a') : this.button;
    if (href && face instanceof HTMLAnchorElement) {
      face.href = href;
      face.target = this.getAttribute('target') ?? '';
      face.rel = 'noopener noreferrer';
    }
    face.className = variant === 'primary' || variant === 'link' ? variant : '';
    const icon = this.getAttribute('icon-url') || this.getAttribute('icon');
    const text = document.createElement('slot');
    if (!icon) face.append(text);
    else if (variant === 'icon') {
      face.ariaLabel = this.textContent.trim() || this.title || icon;
      face.append(iconNode(icon));
    } else if (this.getAttribute('icon-align') === 'right') face.append(text, ' ', iconNode(icon));
    else face.append(iconNode(icon), ' ', text);
    root.append(face);
    this.attributeChangedCallback();
  }
}
