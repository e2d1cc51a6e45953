import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { BlobSegment, Content } from '../objects/blob-store.ts';
import type { ObjectAttributes, StoredObject } from '../objects/stored-object.ts';
import { afterPrefix } from './key-order.ts';

/** What a listing shows of an object. */
export interface IndexedObject {
  key: string;
  etag: string;
  size: number;
  modifiedAt: number;
}

/** Objects by bucket and key; SQLite's BINARY collation of TEXT is S3's order. */
export class ObjectIndex {
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #list: StatementSync;

  constructor(database: DatabaseSync) {
    database.exec(`CREATE TABLE IF NOT EXISTS objects (
      bucket TEXT NOT NULL, key TEXT NOT NULL, etag TEXT NOT NULL, size INTEGER NOT NULL, modifiedAt INTEGER NOT NULL,
      segments TEXT NOT NULL, attributes TEXT NOT NULL, checksum TEXT, tags TEXT NOT NULL, inline BLOB,
      UNIQUE (bucket, key))`);
    this.#find = database.prepare('SELECT * FROM objects WHERE bucket = ? AND key = ?');
    this.#put = database.prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#remove = database.prepare('DELETE FROM objects WHERE bucket = ? AND key = ?');
    this.#list = database.prepare(`SELECT key, etag, size, modifiedAt FROM objects
      WHERE bucket = ? AND key >= ? AND (? IS NULL OR key < ?) ORDER BY key LIMIT ?`);
  }

  find(bucket: string, key: string): StoredObject | undefined {
    const row = this.#find.get(bucket, key);
    return row && toObject(row);
  }

  /** Replaces what is there. Returns the segments that no row names any more. */
  put(bucket: string, object: StoredObject): BlobSegment[] {
    const { key, etag, content, modifiedAt, attributes, checksum, tags } = object;
    const displaced = this.find(bucket, key)?.content.segments ?? [];
    this.#put.run(
      bucket,
      key,
      etag,
      content.size,
      modifiedAt,
      JSON.stringify(content.segments),
      JSON.stringify(attributes),
      checksum ? JSON.stringify(checksum) : null,
      JSON.stringify(tags),
      content.inline,
    );
    return displaced;
  }

  /** Returns the segments that no row names any more. */
  remove(bucket: string, key: string): BlobSegment[] {
    const displaced = this.find(bucket, key)?.content.segments ?? [];
    this.#remove.run(bucket, key);
    return displaced;
  }

  /** Up to `limit` objects with the prefix, from `from` (inclusive) on, in S3's order. */
  list(bucket: string, prefix: string, from: string, limit: number): IndexedObject[] {
    const end = afterPrefix(prefix) ?? null;
    return this.#list.all(bucket, from, end, end, limit).map((row) => ({
      key: String(row.key),
      etag: String(row.etag),
      size: Number(row.size),
      modifiedAt: Number(row.modifiedAt),
    }));
  }
}

function toObject(row: Record<string, unknown>): StoredObject {
  const content: Content = {
    size: Number(row.size),
    inline: row.inline instanceof Uint8Array ? row.inline : null,
    segments: JSON.parse(String(row.segments)) as BlobSegment[],
  };
  return {
    key: String(row.key),
    etag: String(row.etag),
    modifiedAt: Number(row.modifiedAt),
    content,
    attributes: JSON.parse(String(row.attributes)) as ObjectAttributes,
    checksum: row.checksum === null ? undefined : (JSON.parse(String(row.checksum)) as StoredObject['checksum']),
    tags: JSON.parse(String(row.tags)) as Record<string, string>,
  };
}
