import { imageWords } from './image-words.ts';
import { toolButton } from './tool-button.ts';

/** A load that takes longer than this offers ways out; milliseconds. */
const SLOW_MS = 8000;

/**
 * What stands on a stage while its image is not there: that it is on its way, that this takes long, that it failed. Its
 * buttons dispatch `crowd-retry` and `crowd-decline`, which the page around the task hears.
 */
export class ImageNotice {
  readonly element = document.createElement('div');
  #spinner = document.createElement('span');
  #text = document.createElement('p');
  #buttons = document.createElement('p');
  #timer = 0;

  constructor() {
    const words = imageWords();
    this.element.className = 'notice';
    this.element.setAttribute('role', 'status');
    this.#spinner.className = 'spinner';
    this.#buttons.append(
      toolButton(words.retry, () => this.#ask('crowd-retry')),
      ' ',
      toolButton(words.decline, () => this.#ask('crowd-decline')),
    );
    this.element.append(this.#spinner, this.#text, this.#buttons);
    // A press on a button is none on the stage.
    this.element.addEventListener('pointerdown', (event) => event.stopPropagation());
    this.done();
  }

  loading(): void {
    this.#show(imageWords().loadingImage, { isWaiting: true, isStuck: false });
    this.#timer = window.setTimeout(
      () => this.#show(imageWords().slowImage, { isWaiting: true, isStuck: true }),
      SLOW_MS,
    );
  }

  failed(): void {
    this.#show(imageWords().imageMissing, { isWaiting: false, isStuck: true });
  }

  done(): void {
    clearTimeout(this.#timer);
    this.element.hidden = true;
  }

  #show(text: string, { isWaiting, isStuck }: { isWaiting: boolean; isStuck: boolean }): void {
    clearTimeout(this.#timer);
    this.element.hidden = false;
    this.#text.textContent = text;
    this.#spinner.hidden = !isWaiting;
    this.#buttons.hidden = !isStuck;
  }

  #ask(type: 'crowd-retry' | 'crowd-decline'): void {
    this.element.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  }
}
