import { LayoutElement } from './layout-element.ts';

/** What all buttons have in common: a native one inside, `disabled` and `loading` at any time. */
export abstract class ButtonElement extends LayoutElement {
  static readonly observedAttributes = ['disabled', 'loading'];
  protected readonly button = document.createElement('button');

  attributeChangedCallback(): void {
    const isLoading = this.hasAttribute('loading');
    this.button.type = 'button';
    this.button.disabled = isLoading || this.hasAttribute('disabled');
    this.button.ariaBusy = String(isLoading);
  }

  /** Clicks the button as `click` of any element does; does nothing while it is disabled. */
  override click(): void {
    if (!this.button.disabled) super.click();
  }

  override focus(options?: FocusOptions): void {
    this.button.focus(options);
  }
}
