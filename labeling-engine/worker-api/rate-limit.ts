import { WorkerApiError } from './worker-error.ts';

const KEYS = 10_000;

/** Counts failures by key (name, address) in a sliding window and refuses more than `most`. */
export class FailureLimit {
  #failures = new Map<string, number[]>();
  #most: number;
  #windowMs: number;
  #now: () => number;

  constructor(most: number, windowMs: number, now: () => number) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** @throws WorkerApiError `too-many-requests` */
  check(key: string): void {
    const recent = this.#recent(key);
    if (recent.length < this.#most) return;
    const seconds = Math.ceil((recent[0]! + this.#windowMs - this.#now()) / 1000);
    throw new WorkerApiError('too-many-requests', `too many failed tries; try again in ${seconds} s`, seconds);
  }

  fail(key: string): void {
    const recent = [...this.#recent(key), this.#now()];
    this.#failures.delete(key);
    if (this.#failures.size >= KEYS) this.#failures.delete(this.#failures.keys().next().value!);
    this.#failures.set(key, recent);
  }

  #recent(key: string): number[] {
    return (this.#failures.get(key) ?? []).filter((at) => at + this.#windowMs > this.#now());
  }
}
