/** Time of the laptop cloud: real in daily use, virtual in tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `callback` once at or after `time` (ms). Returns a function that cancels it. */
  at(time: number, callback: () => void): () => void;
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => Date.now(),
  at(time, callback) {
    let timeout: NodeJS.Timeout;
    const arm = () => {
      const left = time - Date.now();
      timeout =
        left > LONGEST_TIMEOUT_MS ? setTimeout(arm, LONGEST_TIMEOUT_MS) : setTimeout(callback, Math.max(0, left));
    };
    arm();
    return () => clearTimeout(timeout);
  },
};

/** A clock that stands still until `advance` or `runNext` moves it. */
export class VirtualClock implements Clock {
  #now: number;
  #timers: Array<{ time: number; order: number; callback: () => void }> = [];
  #order = 0;

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, callback: () => void): () => void {
    const timer = { time, order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Jumps to the next timer and runs it. Returns false when none is armed. */
  runNext(): boolean {
    const next = this.#timers.sort((a, b) => a.time - b.time || a.order - b.order).shift();
    if (!next) return false;
    this.#now = Math.max(this.#now, next.time);
    next.callback();
    return true;
  }

  /** Moves time on by `ms`, running every timer that falls due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    while (this.#timers.some((timer) => timer.time <= end)) this.runNext();
    this.#now = end;
  }
}
