import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CORSRule } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import type { AccessLog, WireService } from '../wire/service.ts';
import { BucketIndex } from './catalog/bucket-index.ts';
import { IndexNotWholeError, inspectPair } from './catalog/check-whole.ts';
import { CommitCount } from './catalog/commit-count.ts';
import { CommitQueue } from './catalog/commit-queue.ts';
import { IndexGeneration } from './catalog/index-generation.ts';
import { ObjectIndex } from './catalog/object-index.ts';
import { type Deliver, type Notification, Outbox } from './catalog/outbox.ts';
import { UploadIndex } from './catalog/upload-index.ts';
import { BlobStore, listBlobs } from './objects/blob-store.ts';
import { s3Service } from './s3-service.ts';
import type { S3Store } from './s3-store.ts';

export interface S3Options {
  dataDir: string;
  /** Time of events, retries and Last-Modified; signatures are checked by the real clock. */
  clock: Clock;
  accessLog: AccessLog;
  notifications: Notification[];
  /** Hands an event to a function; what it throws counts as a failed attempt. */
  deliver: Deliver;
  /** Default: everybody may. */
  mayList?(principal: string, bucket: string): boolean;
  /** Goes on over an index that does not belong to its bytes; what it does not name is moved aside. */
  setAside?: boolean;
  /** What a person should know of the stored bytes. */
  onNotice?(line: string): void;
}

export interface S3 {
  service: WireService;
  /** One that is there keeps what it holds; its CORS rules become these, if any are given. */
  createBucket(name: string, corsRules?: CORSRule[]): Promise<void>;
  /** Begins to deliver events, first those that an earlier run left. */
  start(): void;
  /** Close the wire server first. */
  stop(): Promise<void>;
  /** Resolves when every event has been delivered or given up. Needs `start`. */
  idle(): Promise<void>;
}

/**
 * Opens the laptop's S3 in `<dataDir>/s3`, where one process at a time may be. Deletes nothing: files that no object
 * names are moved to `<dataDir>/s3/set-aside`.
 * @throws IndexNotWholeError when the index does not belong to the bytes beside it
 */
export function openS3(options: S3Options): S3 {
  const { clock, accessLog } = options;
  const folder = join(options.dataDir, 's3');
  const indexPath = join(folder, 'index.sqlite');
  const blobFolder = join(folder, 'blobs');
  const asideFolder = join(folder, 'set-aside', new Date(clock.now()).toISOString().replaceAll(':', '-'));
  mkdirSync(blobFolder, { recursive: true, mode: 0o700 });
  const files = listBlobs(blobFolder);
  const { index, problem } = inspectPair(indexPath, blobFolder, files);
  if (problem && !options.setAside) throw new IndexNotWholeError(problem, folder);
  if (problem && !index.readable) moveIndex(indexPath, asideFolder);

  const database = new DatabaseSync(indexPath);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const generation = new IndexGeneration(database, indexPath, blobFolder, problem !== undefined);
  const count = new CommitCount(database, blobFolder);
  const commits = new CommitQueue(database, count, () => generation.foldLongLog());
  const store: S3Store = {
    buckets: new BucketIndex(database),
    objects: new ObjectIndex(database),
    uploads: new UploadIndex(database),
    blobs: new BlobStore(blobFolder),
    outbox: new Outbox(database, commits, clock, options.notifications, options.deliver),
    commits,
  };
  const unnamed = files.filter((blob) => !index.blobs.has(blob));
  for (const blob of unnamed) store.blobs.setAside(blob, asideFolder);
  if (unnamed.length > 0) {
    options.onNotice?.(
      `${unnamed.length} files of stored bytes that no object names, as a kill leaves them, are in ${asideFolder}`,
    );
  }
  const present = new Set(files);
  const missing = [...index.blobs].filter((blob) => !present.has(blob)).length;
  if (missing > 0) options.onNotice?.(`the bytes of ${missing} objects or parts are missing below ${blobFolder}`);
  return {
    service: s3Service({ store, clock, accessLog, mayList: options.mayList ?? (() => true) }),
    createBucket: (name, corsRules) =>
      commits.run(() => {
        store.buckets.create(name, clock.now());
        if (corsRules) store.buckets.setCors(name, corsRules);
      }),
    start: () => store.outbox.start(),
    async stop() {
      store.outbox.stop();
      commits.flush();
      count.close();
      database.close();
    },
    idle: () => store.outbox.idle(),
  };
}

/** An index that cannot be read makes room for a new one. */
function moveIndex(indexPath: string, asideFolder: string): void {
  mkdirSync(asideFolder, { recursive: true, mode: 0o700 });
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(indexPath + suffix)) renameSync(indexPath + suffix, join(asideFolder, `index.sqlite${suffix}`));
  }
}
