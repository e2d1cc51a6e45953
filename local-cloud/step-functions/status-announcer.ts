import type { StatusChangeEvent } from './status-change.ts';
import type { Store } from './store.ts';

/** Empties the outbox of status changes, one event after the other. */
export class StatusAnnouncer {
  readonly #store: Store;
  readonly #listener: (event: StatusChangeEvent) => void | Promise<void>;
  #work: Promise<void> = Promise.resolve();

  constructor(store: Store, listener: (event: StatusChangeEvent) => void | Promise<void>) {
    this.#store = store;
    this.#listener = listener;
  }

  /** Tells what there is. What the listener refuses stays, and is told again at the next change or start. */
  wake(): void {
    this.#work = this.#work.then(() => this.#empty()).catch((error) => console.error(error));
  }

  idle(): Promise<void> {
    return this.#work;
  }

  async #empty(): Promise<void> {
    while (this.#store.isOpen) {
      const next = this.#store.nextStatusChange();
      if (!next) return;
      await this.#listener(next.event);
      if (this.#store.isOpen) this.#store.deleteStatusChange(next.number);
    }
  }
}
