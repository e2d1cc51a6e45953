/** A key as the task's shortcuts know it. */
export interface KeyStroke {
  key: string;
  shiftKey: boolean;
}

/** What a worker types longer before a task comes into sight is not meant for it. */
const KEPT_MS = 2000;
const MOST_KEYS = 20;

/**
 * Keys that are pressed while no task has the focus reach the task in sight, or wait for it: people type faster than
 * tasks change. Enter does not wait, as nobody submits what they have not seen.
 */
export class TypeAhead {
  #waiting: Array<KeyStroke & { at: number }> = [];
  #receive: ((keys: KeyStroke[]) => void) | undefined;

  /** @param at milliseconds @returns whether the key is a task's, and not the page's own */
  press({ key, shiftKey }: KeyStroke, at: number): boolean {
    if (key.length > 1 && !/^(Arrow.*|Delete|Backspace|Escape|Enter)$/.test(key)) return false;
    if (this.#receive) this.#receive([{ key, shiftKey }]);
    else if (key !== 'Enter') this.#waiting = [...this.#waiting, { key, shiftKey, at }].slice(-MOST_KEYS);
    return true;
  }

  /**
   * Hands over what waits, and from then on each key at once.
   * @param now on the same clock as `at`
   */
  handTo(receive: (keys: KeyStroke[]) => void, now = performance.now()): void {
    this.#receive = receive;
    const keys = this.#waiting.filter(({ at }) => now - at <= KEPT_MS);
    this.#waiting = [];
    if (keys.length > 0) receive(keys.map(({ key, shiftKey }) => ({ key, shiftKey })));
  }

  /** The task that keys were handed to is done; they wait for the next. */
  hold(): void {
    this.#receive = undefined;
  }
}
