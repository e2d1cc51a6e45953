import { toolButton } from '../tool-button.ts';
import type { BoxBoard } from './box-board.ts';
import { boxWords } from './box-words.ts';

/** What to do with a model's suggestions; in sight while there are any. */
export class SuggestionBar {
  readonly element = document.createElement('section');
  #board: BoxBoard;
  #heading = document.createElement('h3');

  /** @param onJudge after each judgement */
  constructor(board: BoxBoard, onJudge: () => void) {
    const words = boxWords();
    this.#board = board;
    this.element.className = 'suggestions';
    const buttons = document.createElement('p');
    const button = (text: string, keys: string, act: () => void) =>
      toolButton(
        text,
        () => {
          act();
          onJudge();
        },
        keys,
      );
    buttons.append(
      button(words.accept, 'A', () => board.accept()),
      button(words.acceptAll, 'Shift A', () => board.acceptAll()),
      button(words.rejectAll, 'Shift R', () => board.rejectAll()),
    );
    this.element.append(this.#heading, buttons);
    this.update();
  }

  update(): void {
    const { length } = this.#board.suggested;
    this.element.hidden = length === 0;
    this.#heading.textContent = boxWords().suggestions(length);
  }
}
