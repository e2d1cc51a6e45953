import { DIALOG_STYLE, dialogOpener } from './layout/dialog-opener.ts';
import { LayoutElement } from './layout/layout-element.ts';
import { layoutWords } from './layout/layout-words.ts';

/** `<crowd-modal>`: its content in a dialog behind a link or button. */
export class CrowdModal extends LayoutElement {
  #dialog: HTMLDialogElement | undefined;

  open(): void {
    if (!this.#dialog?.open) this.#dialog?.showModal();
  }

  close(): void {
    this.#dialog?.close();
  }

  protected override build(root: ShadowRoot): void {
    const { trigger, dialog } = dialogOpener(this, layoutWords().openModal, [document.createElement('slot')]);
    this.#dialog = dialog;
    this.addStyle(DIALOG_STYLE);
    root.append(trigger, dialog);
  }
}
