import type { DatabaseSync } from 'node:sqlite';
import type { CORSRule } from '@aws-sdk/client-s3';
import { AwsError } from '../../wire/aws-error.ts';

export interface Bucket {
  name: string;
  createdAt: number;
  cors: CORSRule[] | undefined;
}

const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export class BucketIndex {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec('CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, createdAt INTEGER NOT NULL, cors TEXT)');
  }

  /** Does nothing for a bucket that exists, as S3 in us-east-1. @throws AwsError InvalidBucketName */
  create(name: string, now: number): void {
    if (!NAME.test(name)) throw new AwsError('InvalidBucketName', `The bucket name '${name}' is not valid.`);
    this.#database.prepare('INSERT OR IGNORE INTO buckets (name, createdAt) VALUES (?, ?)').run(name, now);
  }

  list(): Bucket[] {
    return this.#database.prepare('SELECT name, createdAt, cors FROM buckets ORDER BY name').all().map(toBucket);
  }

  find(name: string): Bucket | undefined {
    const row = this.#database.prepare('SELECT name, createdAt, cors FROM buckets WHERE name = ?').get(name);
    return row && toBucket(row);
  }

  /** @throws AwsError NoSuchBucket */
  require(name: string | undefined): Bucket {
    const bucket = name === undefined ? undefined : this.find(name);
    if (!bucket) {
      throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name ?? '' });
    }
    return bucket;
  }

  setCors(name: string, rules: CORSRule[] | undefined): void {
    this.#database
      .prepare('UPDATE buckets SET cors = ? WHERE name = ?')
      .run(rules ? JSON.stringify(rules) : null, name);
  }

  remove(name: string): void {
    this.#database.prepare('DELETE FROM buckets WHERE name = ?').run(name);
  }
}

function toBucket(row: Record<string, unknown>): Bucket {
  return {
    name: String(row.name),
    createdAt: Number(row.createdAt),
    cors: row.cors === null ? undefined : (JSON.parse(String(row.cors)) as CORSRule[]),
  };
}
