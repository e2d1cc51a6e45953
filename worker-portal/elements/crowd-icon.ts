import { iconNode } from './layout/icon.ts';

/** `<crowd-icon>`: an icon by its name or address. */
export class CrowdIcon extends HTMLElement {
  connectedCallback(): void {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: 'open' }).append(
      iconNode(this.getAttribute('icon') ?? ''),
      document.createElement('slot'),
    );
  }
}

/** `<iron-icon>`: the same under the name that templates know from the open icon set. */
export class IronIcon extends CrowdIcon {}
