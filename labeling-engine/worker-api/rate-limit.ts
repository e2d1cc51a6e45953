import { createHash } from 'node:crypto';
import { type CommitOptions, CommittedDocument } from '../storage/committed-document.ts';
import type { Storage } from '../storage/storage.ts';
import { WorkerApiError } from './worker-error.ts';

/** Failures of many keys share a document, so that strangers cannot make documents without end. */
interface Failures {
  writerId: string;
  /** Milliseconds since 1970 of each key's latest failures, oldest first. */
  at: Record<string, number[]>;
}

const MOST_KEYS_PER_DOCUMENT = 200;

/**
 * Counts failures by key (name, address) in a sliding window; kept in storage, so that all homes of the engine count
 * together.
 */
export class FailureLimit {
  readonly #storage: Storage;
  readonly #commit: CommitOptions;
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #documents = new Map<string, CommittedDocument<Failures>>();

  constructor(storage: Storage, commit: CommitOptions, windowMs: number, now: () => number) {
    this.#storage = storage;
    this.#commit = commit;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Whether there were `most` failures or more within the window. */
  async isOver(key: string, most: number): Promise<boolean> {
    return (await this.#recent(key)).length >= most;
  }

  /** @throws WorkerApiError `too-many-requests` */
  async check(key: string, most: number): Promise<void> {
    const recent = await this.#recent(key);
    if (recent.length < most) return;
    const seconds = Math.ceil((recent.at(-most)! + this.#windowMs - this.#now()) / 1000);
    throw new WorkerApiError('too-many-requests', `too many failed tries; try again in ${seconds} s`, seconds);
  }

  async fail(key: string): Promise<void> {
    const hash = hashOf(key);
    const document = this.#documentOf(hash);
    await this.#storage.create(document.key, JSON.stringify({ writerId: '', at: {} } satisfies Failures));
    await document.change((present) => {
      const kept = Object.entries(present.at)
        .map(([one, times]) => [one, this.#within(times)] as const)
        .filter(([one, times]) => one !== hash && times.length > 0)
        .slice(1 - MOST_KEYS_PER_DOCUMENT);
      const own = [...this.#within(present.at[hash] ?? []), this.#now()];
      return { next: { ...present, at: { ...Object.fromEntries(kept), [hash]: own } }, result: undefined };
    });
  }

  async #recent(key: string): Promise<number[]> {
    const hash = hashOf(key);
    return this.#within((await this.#documentOf(hash).find())?.at[hash] ?? []);
  }

  #within(times: readonly number[]): number[] {
    return times.filter((at) => at + this.#windowMs > this.#now());
  }

  #documentOf(hash: string): CommittedDocument<Failures> {
    const key = `sign-in-failures/${hash.slice(0, 2)}.json`;
    const document = this.#documents.get(key) ?? new CommittedDocument<Failures>(this.#storage, key, this.#commit);
    this.#documents.set(key, document);
    return document;
  }
}

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 24);
