import { ButtonElement } from './layout/button-element.ts';
import { iconNode } from './layout/icon.ts';

/** `<crowd-icon-button>`: a button that is an icon; its `title` says what for. */
export class CrowdIconButton extends ButtonElement {
  protected override build(root: ShadowRoot): void {
    this.addStyle(`
:host { display: inline; }
button { border-radius: 50%; min-width: 36px; min-height: 36px; padding: 0; }
`);
    const icon = this.getAttribute('icon') ?? '';
    this.button.ariaLabel = this.title || icon;
    this.button.append(this.face(icon));
    // Templates close it with "/>", which HTML ignores: what follows stands in it.
    root.append(this.button, document.createElement('slot'));
    this.attributeChangedCallback();
  }

  protected face(icon: string): Node {
    return iconNode(icon);
  }
}

/** `<crowd-fab>`: the same, with one character (`label`) where there is no icon. */
export class CrowdFab extends CrowdIconButton {
  protected override face(icon: string): Node {
    const label = this.getAttribute('label') ?? '';
    return icon ? super.face(icon) : document.createTextNode(Array.from(label).length > 1 ? '…' : label);
  }
}
