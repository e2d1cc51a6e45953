import { toolButton } from '../tool-button.ts';
import { MASK_KEYS, MASK_TOOLS, type MaskToolName } from './mask-editor.ts';
import type { MaskWords } from './mask-words.ts';
import { labelled, rangeInput } from './range-input.ts';

/** What a person asks of the toolbar. */
export interface MaskToolbarActions {
  choose(tool: MaskToolName): void;
  /** @param size of the brush, pixels of the image */
  resize(size: number): void;
  /** @param percent how well the mask covers the image */
  fade(percent: number): void;
}

/** The tools that paint, the brush's size and the mask's opacity. */
export class MaskToolbar {
  /** In their order on the bar. */
  readonly elements: readonly HTMLElement[];
  readonly #buttons = new Map<MaskToolName, HTMLButtonElement>();
  readonly #size = rangeInput(1, 400);
  readonly #opacity = rangeInput(0, 100);

  constructor(words: MaskWords, { choose, resize, fade }: MaskToolbarActions) {
    for (const tool of MASK_TOOLS)
      this.#buttons.set(
        tool,
        toolButton(words[tool], () => choose(tool), MASK_KEYS[tool]),
      );
    this.#size.addEventListener('input', () => resize(Number(this.#size.value)));
    this.#opacity.addEventListener('input', () => fade(Number(this.#opacity.value)));
    this.elements = [
      ...this.#buttons.values(),
      labelled(words.size, this.#size),
      labelled(words.opacity, this.#opacity),
    ];
  }

  /** Percent. */
  get opacity(): number {
    return Number(this.#opacity.value);
  }

  set opacity(percent: number) {
    this.#opacity.value = String(percent);
  }

  set size(pixels: number) {
    this.#size.value = String(pixels);
  }

  /** Shows which tool is in hand. */
  mark(tool: MaskToolName): void {
    for (const [name, button] of this.#buttons) button.ariaPressed = String(name === tool);
  }
}
