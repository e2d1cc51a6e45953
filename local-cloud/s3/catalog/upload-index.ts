import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../../wire/aws-error.ts';
import type { BlobSegment } from '../objects/blob-store.ts';
import type { ObjectAttributes } from '../objects/stored-object.ts';

/** A multipart upload that is neither completed nor aborted. */
export interface MultipartUpload {
  id: string;
  bucket: string;
  key: string;
  startedAt: number;
  attributes: ObjectAttributes;
  tags: Record<string, string>;
}

export interface UploadedPart {
  number: number;
  etag: string;
  modifiedAt: number;
  segment: BlobSegment;
}

export class UploadIndex {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`CREATE TABLE IF NOT EXISTS uploads (
        id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, startedAt INTEGER NOT NULL,
        attributes TEXT NOT NULL, tags TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS parts (
        upload TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE, number INTEGER NOT NULL, etag TEXT NOT NULL,
        modifiedAt INTEGER NOT NULL, blob TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (upload, number))`);
  }

  create({ id, bucket, key, startedAt, attributes, tags }: MultipartUpload): void {
    this.#database
      .prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?)')
      .run(id, bucket, key, startedAt, JSON.stringify(attributes), JSON.stringify(tags));
  }

  find(id: string | undefined, bucket: string, key: string): MultipartUpload | undefined {
    const row = this.#database
      .prepare('SELECT * FROM uploads WHERE id = ? AND bucket = ? AND key = ?')
      .get(id ?? '', bucket, key);
    return row && toUpload(row);
  }

  /** @throws AwsError NoSuchUpload */
  require(id: string | undefined, bucket: string, key: string): MultipartUpload {
    const upload = this.find(id, bucket, key);
    if (upload) return upload;
    throw new AwsError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
      { UploadId: id ?? '' },
    );
  }

  /** In S3's order: by key, then by start. */
  list(bucket: string, prefix: string): MultipartUpload[] {
    return this.#database
      .prepare('SELECT * FROM uploads WHERE bucket = ? AND substr(key, 1, length(?)) = ? ORDER BY key, startedAt, id')
      .all(bucket, prefix, prefix)
      .map(toUpload);
  }

  /** Returns the segment of the part that this one replaces. */
  putPart(upload: string, { number, etag, modifiedAt, segment }: UploadedPart): BlobSegment[] {
    const displaced = this.parts(upload).filter((part) => part.number === number);
    this.#database
      .prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)')
      .run(upload, number, etag, modifiedAt, segment.blob, segment.size);
    return displaced.map((part) => part.segment);
  }

  parts(upload: string): UploadedPart[] {
    return this.#database
      .prepare('SELECT * FROM parts WHERE upload = ? ORDER BY number')
      .all(upload)
      .map((row) => ({
        number: Number(row.number),
        etag: String(row.etag),
        modifiedAt: Number(row.modifiedAt),
        segment: { blob: String(row.blob), size: Number(row.size) },
      }));
  }

  /** Forgets upload and parts. Returns the parts' segments. */
  remove(upload: string): BlobSegment[] {
    const segments = this.parts(upload).map((part) => part.segment);
    this.#database.prepare('DELETE FROM parts WHERE upload = ?').run(upload);
    this.#database.prepare('DELETE FROM uploads WHERE id = ?').run(upload);
    return segments;
  }
}

function toUpload(row: Record<string, unknown>): MultipartUpload {
  return {
    id: String(row.id),
    bucket: String(row.bucket),
    key: String(row.key),
    startedAt: Number(row.startedAt),
    attributes: JSON.parse(String(row.attributes)) as ObjectAttributes,
    tags: JSON.parse(String(row.tags)) as Record<string, string>,
  };
}
