import { LayoutElement } from './layout/layout-element.ts';

/** `<crowd-card>`: a raised box with a heading and an image. */
export class CrowdCard extends LayoutElement {
  protected override build(root: ShadowRoot): void {
    this.addStyle(`
:host { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 1px 4px #0003; overflow: hidden; }
h2 { padding: 12px 16px 0; }
img { display: block; max-width: 100%; }
`);
    const heading = document.createElement('h2');
    heading.textContent = this.getAttribute('heading');
    heading.hidden = !heading.textContent;
    const image = new Image();
    image.alt = heading.textContent ?? '';
    image.hidden = !this.hasAttribute('image');
    if (!image.hidden) image.src = this.getAttribute('image')!;
    root.append(heading, image, document.createElement('slot'));
  }
}
