import type { DatabaseSync } from 'node:sqlite';
import type { CommitCount } from './commit-count.ts';

/**
 * Runs writers one after the other, many in one transaction: one disk flush serves all that wait. Each writer is atomic
 * by itself; it is reported as done only once it is on disk.
 */
export class CommitQueue {
  readonly #database: DatabaseSync;
  readonly #count: CommitCount;
  readonly #afterCommit: () => void;
  #waiting: Array<{ work: () => unknown; resolve: (value: never) => void; reject: (error: unknown) => void }> = [];

  /** @param afterCommit called when a transaction is on disk and its writers know */
  constructor(database: DatabaseSync, count: CommitCount, afterCommit: () => void) {
    this.#database = database;
    this.#count = count;
    this.#afterCommit = afterCommit;
  }

  /** @param work synchronous; what it throws undoes it alone and is thrown here */
  run<Result>(work: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush());
      this.#waiting.push({ work, resolve, reject });
    });
  }

  /** Runs what waits now. */
  flush(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    const settle: Array<() => void> = [];
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const { work, resolve, reject } of batch) {
        this.#database.exec('SAVEPOINT writer');
        try {
          const result = work();
          settle.push(() => resolve(result as never));
        } catch (error) {
          // A full disk has undone the whole transaction already.
          if (!this.#database.isTransaction) throw error;
          this.#database.exec('ROLLBACK TO writer');
          settle.push(() => reject(error));
        }
        this.#database.exec('RELEASE writer');
      }
      this.#count.add();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
      for (const { reject } of batch) reject(error);
      return;
    }
    this.#count.added();
    for (const report of settle) report();
    this.#afterCommit();
  }
}
