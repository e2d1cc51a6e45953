interface PlayerOptions {
  perSecond(): number;
  /** Whether the frame's image is there by now. */
  canShow(frame: number): boolean;
  show(frame: number): void;
  onStop(): void;
}

/** Shows the frames of a sequence one after another, as fast as they come but no faster than asked for. */
export class FramePlayer {
  #isPlaying = false;
  #frame = 0;
  #dueAt = 0;
  #options: PlayerOptions;

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Plays from a frame to the last one. */
  play(from: number, last: number): void {
    if (this.#isPlaying || from >= last) return;
    this.#isPlaying = true;
    this.#frame = from;
    this.#dueAt = performance.now();
    const turn = (now: number) => {
      if (!this.#isPlaying) return;
      const next = this.#frame + 1;
      if (now >= this.#dueAt && this.#options.canShow(next)) {
        this.#frame = next;
        this.#dueAt = Math.max(this.#dueAt + 1000 / this.#options.perSecond(), now);
        this.#options.show(next);
        if (next >= last) this.stop();
      }
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  }

  stop(): void {
    if (!this.#isPlaying) return;
    this.#isPlaying = false;
    this.#options.onStop();
  }
}
