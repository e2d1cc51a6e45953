import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod/mini';
import { parseJson } from '../../../shared/contracts/parse.ts';
import { syncFolder } from '../../disk/sync-folder.ts';

const generationSchema = z.strictObject({
  /** The pair of index and bytes that belong together. */
  pair: z.string(),
  /** Grows on both sides whenever the index's write-ahead log begins anew. */
  count: z.number(),
});
export type Generation = z.infer<typeof generationSchema>;

/** Beyond this size the write-ahead log is folded into the index file. */
const LONGEST_LOG_BYTES = 4 * 2 ** 20;

const markPath = (blobFolder: string) => join(blobFolder, 'generation.json');

/** The generation that stands beside the stored bytes; undefined where none was ever written. */
export function readBlobGeneration(blobFolder: string): Generation | undefined {
  const path = markPath(blobFolder);
  return existsSync(path) ? parseJson(generationSchema, readFileSync(path, 'utf8'), path) : undefined;
}

/** The generation in the index; undefined where none was ever written. */
export function readIndexGeneration(database: DatabaseSync): Generation | undefined {
  const row = database.prepare('SELECT pair, count FROM generation').get();
  return row && { pair: String(row.pair), count: Number(row.count) };
}

/**
 * Counts generations in the index and beside the bytes, index first. Each write-ahead log begins with such a count: an
 * index whose log is lost, or that is an older copy, is behind the bytes, and the next start sees it.
 */
export class IndexGeneration {
  readonly #database: DatabaseSync;
  readonly #logPath: string;
  readonly #blobFolder: string;
  #pair: string;
  #count: number;

  /** @param renew whether index and bytes that are of different pairs become a new one */
  constructor(database: DatabaseSync, indexPath: string, blobFolder: string, renew: boolean) {
    this.#database = database;
    this.#logPath = `${indexPath}-wal`;
    this.#blobFolder = blobFolder;
    database.exec(`PRAGMA wal_autocheckpoint = 0;
      CREATE TABLE IF NOT EXISTS generation (only INTEGER PRIMARY KEY, pair TEXT NOT NULL, count INTEGER NOT NULL)`);
    const present = renew ? undefined : readIndexGeneration(database);
    this.#pair = present?.pair ?? randomUUID();
    this.#count = present?.count ?? 0;
    this.#advance();
  }

  /** Folds the log into the index once it is long. A disk without room for that leaves the log as it is. */
  foldLongLog(): void {
    try {
      if (statSync(this.#logPath).size < LONGEST_LOG_BYTES) return;
      const folded = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      if (folded?.busy === 0) this.#advance();
    } catch {
      // Tried again after the next commit: nothing is lost while the log grows.
    }
  }

  #advance(): void {
    const generation: Generation = { pair: this.#pair, count: this.#count + 1 };
    this.#database
      .prepare('INSERT OR REPLACE INTO generation (only, pair, count) VALUES (1, ?, ?)')
      .run(generation.pair, generation.count);
    this.#count = generation.count;
    const path = markPath(this.#blobFolder);
    const file = openSync(`${path}.new`, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify(generation));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${path}.new`, path);
    syncFolder(this.#blobFolder);
  }
}
