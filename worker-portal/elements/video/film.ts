import { toolButton } from '../tool-button.ts';
import { videoWords } from './video-words.ts';

export const FILM_STYLE = `
.film { display: grid; grid-template-rows: minmax(0, 1fr) auto auto; gap: 5px; min-height: 0; }
.film .controls { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; }
.film .controls button { min-height: 28px; padding: 1px 8px; font-size: 13px; }
.film output { font-variant-numeric: tabular-nums; min-width: 6em; text-align: center; }
.timeline input { width: 100%; margin: 0; display: block; accent-color: var(--accent); }
.timeline canvas { width: 100%; height: 78px; display: block; background: var(--card); border-radius: 6px; cursor: pointer; touch-action: none; }
`;

/** What the film's buttons do. */
interface FilmActs {
  /** Frames forward, or back. */
  step(by: 1 | -1): void;
  playOrPause(): void;
  jumpToUnlabeled(): void;
}

/** The frame in sight, what plays and steps through the frames, and the timeline, one above the other. */
export class Film {
  readonly element = document.createElement('div');
  readonly #words = videoWords();
  readonly #place = document.createElement('output');
  readonly #play: HTMLButtonElement;

  constructor(stage: HTMLElement, timeline: HTMLElement, acts: FilmActs) {
    const { previous, next, play, unlabeled } = this.#words;
    this.element.className = 'film';
    this.#play = toolButton(play, () => acts.playOrPause(), 'P');
    const back = toolButton('‹', () => acts.step(-1), '←');
    back.ariaLabel = previous;
    const forth = toolButton('›', () => acts.step(1), '→');
    forth.ariaLabel = next;
    const controls = document.createElement('div');
    controls.className = 'controls';
    const jump = toolButton(unlabeled, () => acts.jumpToUnlabeled(), 'U');
    controls.append(back, this.#play, forth, this.#place, jump);
    this.element.append(stage, controls, timeline);
  }

  /** @param frame from 0, of `frameCount` */
  update(frame: number, frameCount: number, isPlaying: boolean): void {
    this.#place.textContent = this.#words.at(frame + 1, frameCount);
    this.#play.firstChild!.textContent = isPlaying ? this.#words.pause : this.#words.play;
  }
}
