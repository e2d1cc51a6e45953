import { whenParsed } from '../crowd-element.ts';
import { elementStyle, styleSheet } from '../element-style.ts';

/**
 * An element that shows something and answers nothing: builds its open shadow root once, when its children are there.
 */
export abstract class LayoutElement extends HTMLElement {
  #begun = false;

  /** @param root empty, with the elements' common style */
  protected abstract build(root: ShadowRoot): void;

  connectedCallback(): void {
    if (this.#begun) return;
    this.#begun = true;
    whenParsed(() => {
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [elementStyle];
      this.build(root);
    });
  }

  /** In addition to the common style. */
  protected addStyle(css: string): void {
    this.shadowRoot!.adoptedStyleSheets.push(styleSheet(css));
  }
}
