import type { Clock } from '../../clock.ts';
import { onceThereIsRoom } from '../../disk/disk-full.ts';
import type { ExecutionStore } from '../execution-store.ts';
import type { StatusChangeEvent } from './status-change.ts';

/** Empties the outbox of status changes, one event after the other. */
export class StatusAnnouncer {
  readonly #store: ExecutionStore;
  readonly #listener: (event: StatusChangeEvent) => void | Promise<void>;
  readonly #clock: Clock;
  #work: Promise<void> = Promise.resolve();

  constructor(store: ExecutionStore, clock: Clock, listener: (event: StatusChangeEvent) => void | Promise<void>) {
    this.#store = store;
    this.#clock = clock;
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
      const isClosed = () => !this.#store.isOpen;
      await onceThereIsRoom(this.#clock, isClosed, () => this.#listener(next.event));
      await onceThereIsRoom(this.#clock, isClosed, () => this.#store.deleteStatusChange(next.number));
    }
  }
}
