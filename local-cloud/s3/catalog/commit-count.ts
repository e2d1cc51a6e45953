import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

const DIGITS = 16;

const countPath = (blobFolder: string) => join(blobFolder, 'commits');

/** How many transactions were acknowledged over the stored bytes; undefined where nobody counted. */
export function readBlobCommits(blobFolder: string): number | undefined {
  const path = countPath(blobFolder);
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The same in the index; undefined where nobody counted. */
export function readIndexCommits(database: DatabaseSync): number | undefined {
  const row = database.prepare('SELECT count FROM commits').get();
  return row && Number(row.count);
}

/**
 * Counts transactions in the index and, once they are on disk and before anybody is answered, beside the bytes. An
 * index that knows of fewer than its bytes has lost acknowledged ones: its log is torn, or both are an older copy. The
 * count beside the bytes is not flushed, so that a power cut can only leave it behind.
 */
export class CommitCount {
  readonly #database: DatabaseSync;
  readonly #file: number;
  #next: StatementSync | undefined;
  #count: number;

  constructor(database: DatabaseSync, blobFolder: string) {
    this.#database = database;
    database.exec('CREATE TABLE IF NOT EXISTS commits (only INTEGER PRIMARY KEY, count INTEGER NOT NULL)');
    this.#count = readIndexCommits(database) ?? 0;
    this.#file = openSync(countPath(blobFolder), constants.O_RDWR | constants.O_CREAT, 0o600);
    this.#tell();
  }

  /** To be called in the transaction. */
  add(): void {
    this.#next ??= this.#database.prepare('INSERT OR REPLACE INTO commits (only, count) VALUES (1, ?)');
    this.#next.run(this.#count + 1);
  }

  /** To be called when the transaction is on disk. */
  added(): void {
    this.#count++;
    this.#tell();
  }

  close(): void {
    closeSync(this.#file);
  }

  #tell(): void {
    try {
      writeSync(this.#file, String(this.#count).padStart(DIGITS), 0);
    } catch {
      // A full disk: the count stays behind, which says nothing.
    }
  }
}
