const LONGEST_PAUSE_MS = 60_000;

/**
 * How long somebody worked: the time between two signs of activity counts unless it was a pause. Times are
 * milliseconds.
 */
export class WorkClock {
  #last: number;
  #worked = 0;

  constructor(startedAt: number) {
    this.#last = startedAt;
  }

  active(now: number): void {
    const gap = now - this.#last;
    if (gap <= LONGEST_PAUSE_MS) this.#worked += gap;
    this.#last = now;
  }

  isActive(now: number): boolean {
    return now - this.#last <= LONGEST_PAUSE_MS;
  }

  get seconds(): number {
    return this.#worked / 1000;
  }
}
