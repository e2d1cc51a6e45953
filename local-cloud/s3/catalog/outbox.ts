import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { onceThereIsRoom } from '../../disk/disk-full.ts';
import { type Creation, eventRecord, type S3Notification } from '../event-record.ts';
import type { CommitQueue } from './commit-queue.ts';

/** Which function hears of which keys. */
export interface Notification {
  prefix: string;
  suffix: string;
  functionName: string;
}

export type Deliver = (functionName: string, event: S3Notification) => Promise<void>;

const PARALLEL_DELIVERIES = 8;
/**
 * As S3's asynchronous invocation: two retries, then the dead letters; the delays are a laptop's, not AWS's minutes.
 */
const RETRY_DELAYS_MS = [2_000, 20_000];

/**
 * Events wait in the transaction that made the object, and leave once their function has taken them: at least once,
 * whatever is killed in between.
 */
export class Outbox {
  readonly #commits: CommitQueue;
  readonly #clock: Clock;
  readonly #notifications: Notification[];
  readonly #deliver: Deliver;
  readonly #insert: StatementSync;
  readonly #due: StatementSync;
  readonly #delete: StatementSync;
  readonly #retry: StatementSync;
  readonly #bury: StatementSync;
  readonly #next: StatementSync;
  readonly #inFlight = new Set<number>();
  #idlers: Array<() => void> = [];
  #running = false;
  #cancelTimer: (() => void) | undefined;

  constructor(
    database: DatabaseSync,
    commits: CommitQueue,
    clock: Clock,
    notifications: Notification[],
    deliver: Deliver,
  ) {
    this.#commits = commits;
    this.#clock = clock;
    this.#notifications = notifications;
    this.#deliver = deliver;
    database.exec(`CREATE TABLE IF NOT EXISTS events (
        id INTEGER PRIMARY KEY AUTOINCREMENT, functionName TEXT NOT NULL, creation TEXT NOT NULL,
        attempts INTEGER NOT NULL, dueAt INTEGER NOT NULL);
      CREATE INDEX IF NOT EXISTS eventsByTime ON events (dueAt, id);
      CREATE TABLE IF NOT EXISTS deadLetters (
        id INTEGER PRIMARY KEY, functionName TEXT NOT NULL, creation TEXT NOT NULL, attempts INTEGER NOT NULL,
        error TEXT NOT NULL, at INTEGER NOT NULL)`);
    this.#insert = database.prepare('INSERT INTO events (functionName, creation, attempts, dueAt) VALUES (?, ?, 0, ?)');
    this.#due = database.prepare('SELECT * FROM events WHERE dueAt <= ? ORDER BY dueAt, id LIMIT ?');
    this.#next = database.prepare('SELECT min(dueAt) AS dueAt FROM events WHERE dueAt > ?');
    this.#delete = database.prepare('DELETE FROM events WHERE id = ?');
    this.#retry = database.prepare('UPDATE events SET attempts = ?, dueAt = ? WHERE id = ?');
    this.#bury = database.prepare(`INSERT OR REPLACE INTO deadLetters
      SELECT id, functionName, creation, attempts + 1, ?, ? FROM events WHERE id = ?`);
  }

  /** Call inside the transaction that makes the object. */
  add(creation: Creation): void {
    for (const { prefix, suffix, functionName } of this.#notifications) {
      if (!creation.key.startsWith(prefix) || !creation.key.endsWith(suffix)) continue;
      this.#insert.run(functionName, JSON.stringify(creation), creation.at);
      setImmediate(() => this.#pump());
    }
  }

  start(): void {
    this.#running = true;
    this.#pump();
  }

  /** Deliveries under way count as not delivered: they are repeated at the next start. */
  stop(): void {
    this.#running = false;
    this.#cancelTimer?.();
  }

  /** Resolves when no event waits for delivery or for its next attempt. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idlers.push(resolve);
      setImmediate(() => this.#pump());
    });
  }

  #pump(): void {
    if (!this.#running) return;
    const now = this.#clock.now();
    const due = this.#due.all(now, PARALLEL_DELIVERIES + this.#inFlight.size);
    for (const row of due) {
      const id = Number(row.id);
      if (this.#inFlight.size >= PARALLEL_DELIVERIES || this.#inFlight.has(id)) continue;
      this.#inFlight.add(id);
      void this.#send(id, String(row.functionName), JSON.parse(String(row.creation)) as Creation, Number(row.attempts));
    }
    const next = this.#next.get(now)?.dueAt;
    this.#cancelTimer?.();
    this.#cancelTimer = typeof next === 'number' ? this.#clock.at(next, () => this.#pump()) : undefined;
    if (due.length > 0 || typeof next === 'number') return;
    for (const resolve of this.#idlers.splice(0)) resolve();
  }

  async #send(id: number, functionName: string, creation: Creation, attempts: number): Promise<void> {
    let failure: unknown;
    try {
      await this.#deliver(functionName, { Records: [eventRecord(creation, functionName, id)] });
    } catch (error) {
      failure = error ?? new Error('rejected without a reason');
    }
    if (!this.#running) return;
    await onceThereIsRoom(
      this.#clock,
      () => !this.#running,
      () =>
        this.#commits.run(() => {
          const delay = RETRY_DELAYS_MS[attempts];
          if (failure !== undefined && delay !== undefined) {
            this.#retry.run(attempts + 1, this.#clock.now() + delay, id);
            return;
          }
          if (failure !== undefined) this.#bury.run(String(failure), this.#clock.now(), id);
          this.#delete.run(id);
        }),
    ).catch((error) => console.error(`the outcome of event ${id} could not be kept; it is delivered again`, error));
    this.#inFlight.delete(id);
    this.#pump();
  }
}
