import { toolButton } from '../tool-button.ts';
import type { TrackBoard } from './track-board.ts';
import { videoWords } from './video-words.ts';

/** The buttons for the selected object: what is said of it at the frame in sight, and how it goes on. */
export class ObjectTools {
  readonly #board: TrackBoard;
  readonly #words = videoWords();
  readonly #keyframe = toolButton(this.#words.keyframe, () => this.#board.toggleKeyframe(), 'K');
  readonly #outside = toolButton(this.#words.outside, () => this.#board.toggleOutside(), 'O');
  readonly #occluded = toolButton(this.#words.occluded, () => this.#board.toggleOccluded(), 'V');
  readonly #copy: HTMLButtonElement;
  readonly #track: HTMLButtonElement;

  constructor(board: TrackBoard, { copyOn, trackOn }: { copyOn(): void; trackOn(): void }) {
    this.#board = board;
    this.#copy = toolButton(this.#words.copy, copyOn, 'C');
    this.#track = toolButton(this.#words.track, trackOn, 'T');
  }

  get buttons(): HTMLButtonElement[] {
    return [this.#keyframe, this.#outside, this.#occluded, this.#copy, this.#track];
  }

  /** Shows the board's state. @param isTracking whether the tracker is at work */
  update(isTracking: boolean): void {
    const { selected, selectedTrack, frame } = this.#board;
    const before = selectedTrack?.keyframes.findLast((keyframe) => keyframe.frame <= frame);
    this.#keyframe.ariaPressed = String(before?.frame === frame);
    this.#outside.ariaPressed = String(selectedTrack !== undefined && !selected);
    this.#occluded.ariaPressed = String(selected !== undefined && before?.isOccluded === true);
    for (const button of [this.#keyframe, this.#occluded, this.#copy, this.#track]) button.disabled = !selected;
    this.#outside.disabled = !selectedTrack;
    this.#track.firstChild!.textContent = isTracking ? this.#words.stop : this.#words.track;
  }
}
