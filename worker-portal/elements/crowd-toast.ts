import { LayoutElement } from './layout/layout-element.ts';

const DURATION_MS = 3000;

/**
 * `<crowd-toast>`: a note at the lower edge for a while; shown with `opened` or by `show()`. One is visible at a time.
 */
export class CrowdToast extends LayoutElement {
  static readonly observedAttributes = ['opened'];
  #timer = 0;
  #box = document.createElement('div');

  show(): void {
    this.toggleAttribute('opened', true);
  }

  hide(): void {
    this.toggleAttribute('opened', false);
  }

  attributeChangedCallback(): void {
    if (this.shadowRoot) this.#update();
  }

  protected override build(root: ShadowRoot): void {
    this.addStyle(`
:host { display: contents; }
div { position: fixed; inset: auto auto 16px 16px; z-index: 10; max-width: min(30rem, 90vw); padding: 12px 18px; border-radius: 8px; background: light-dark(#202630, #e6ebf2); color: light-dark(#fff, #10161f); box-shadow: 0 2px 10px #0006; }
`);
    this.#box.role = 'status';
    this.#box.append(this.getAttribute('text') ?? '', document.createElement('slot'));
    root.append(this.#box);
    this.#update();
  }

  #update(): void {
    const isOpen = this.hasAttribute('opened');
    this.#box.hidden = !isOpen;
    clearTimeout(this.#timer);
    if (!isOpen) return;
    for (const other of document.querySelectorAll<CrowdToast>('crowd-toast[opened]')) if (other !== this) other.hide();
    const duration = Number(this.getAttribute('duration') ?? DURATION_MS);
    // Endless by a duration of zero or less.
    if (duration > 0) this.#timer = window.setTimeout(() => this.hide(), duration);
  }
}
