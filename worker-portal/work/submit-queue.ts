import type { ReceiptAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { RefusedError } from '../worker-client.ts';
import type { KeyedStore } from './keyed-store.ts';

/** An answer on its way to the server. Sending it twice is safe: its ticket counts once. */
export interface QueuedAnswer {
  leaseId: string;
  /** Whose answer: another person may sign in on this browser meanwhile. */
  workerId: string;
  jobReference: string;
  objectId: string;
  ticket: string;
  title: string;
  /** The image, for showing the worker how the answer compares with the known one. */
  imageUrl: string | undefined;
  answer: Record<string, unknown>;
  secondsWorked: number;
}

export interface SubmitQueueOptions {
  store: KeyedStore<QueuedAnswer>;
  /** @throws RefusedError when the server says no; anything else means that it was not reached */
  send(answer: QueuedAnswer): Promise<ReceiptAnswer>;
  /** Who is signed in. */
  workerId(): string | undefined;
  /** Calls back after so many milliseconds. */
  later(callback: () => void, milliseconds: number): void;
  onChange(): void;
  onDelivered(answer: QueuedAnswer, receipt: ReceiptAnswer): void;
  onRefused(answer: QueuedAnswer, error: RefusedError): void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Answers are kept on this machine until the server has acknowledged them, across reloads and lost connections. */
export class SubmitQueue {
  #options: SubmitQueueOptions;
  #answers = new Map<string, QueuedAnswer>();
  #isDelivering = false;
  #waitMs = FIRST_WAIT_MS;
  #isOffline = false;

  constructor(options: SubmitQueueOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier page left behind. */
  async load(): Promise<void> {
    const kept = await this.#options.store.all().catch(() => []);
    for (const answer of kept) this.#answers.set(answer.leaseId, answer);
    this.#options.onChange();
    void this.deliver();
  }

  /**
   * Returns when the answer is kept; it is sent afterwards. A browser that keeps nothing has it as long as the page
   * lives.
   */
  async add(answer: QueuedAnswer): Promise<void> {
    await this.#options.store.put(answer.leaseId, answer).catch(() => undefined);
    this.#answers.set(answer.leaseId, answer);
    this.#options.onChange();
    void this.deliver();
  }

  /** The signed-in worker's answers that are not acknowledged yet. */
  get waiting(): QueuedAnswer[] {
    const workerId = this.#options.workerId();
    return [...this.#answers.values()].filter((answer) => answer.workerId === workerId);
  }

  /** The server could not be reached the last time. */
  get isOffline(): boolean {
    return this.#isOffline;
  }

  /** Sends what waits, one after another. Safe to call at any time. */
  async deliver(): Promise<void> {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    try {
      for (let next = this.waiting[0]; next; next = this.waiting[0]) await this.#deliverOne(next);
      this.#settle(false);
    } catch {
      this.#settle(true);
    } finally {
      this.#isDelivering = false;
      this.#options.onChange();
    }
  }

  #settle(hasFailed: boolean): void {
    this.#isOffline = hasFailed;
    if (!hasFailed) {
      this.#waitMs = FIRST_WAIT_MS;
      return;
    }
    this.#options.later(() => void this.deliver(), this.#waitMs);
    this.#waitMs = Math.min(LONGEST_WAIT_MS, 2 * this.#waitMs);
  }

  /** @throws when it is to be tried again later */
  async #deliverOne(answer: QueuedAnswer): Promise<void> {
    const outcome = await this.#options.send(answer).catch((error: unknown) => {
      if (!(error instanceof RefusedError) || error.isTemporary) throw error;
      return error;
    });
    await this.#options.store.delete(answer.leaseId).catch(() => undefined);
    this.#answers.delete(answer.leaseId);
    this.#options.onChange();
    if (outcome instanceof RefusedError) this.#options.onRefused(answer, outcome);
    else this.#options.onDelivered(answer, outcome);
  }
}
