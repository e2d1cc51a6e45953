import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CORSRule } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import type { AccessLog, WireService } from '../wire/service.ts';
import { BlobStore } from './blob-store.ts';
import { BucketIndex } from './bucket-index.ts';
import { CommitQueue } from './commit-queue.ts';
import { ObjectIndex } from './object-index.ts';
import { type Deliver, type Notification, Outbox } from './outbox.ts';
import { s3Service } from './s3-service.ts';
import type { Store } from './store.ts';
import { UploadIndex } from './upload-index.ts';

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

/** Opens the laptop's S3 in `<dataDir>/s3`, where one process at a time may be. */
export function openS3(options: S3Options): S3 {
  const { clock, accessLog } = options;
  const folder = join(options.dataDir, 's3');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, 'index.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const commits = new CommitQueue(database);
  const store: Store = {
    buckets: new BucketIndex(database),
    objects: new ObjectIndex(database),
    uploads: new UploadIndex(database),
    blobs: new BlobStore(join(folder, 'blobs')),
    outbox: new Outbox(database, commits, clock, options.notifications, options.deliver),
    commits,
  };
  const named = new Set([...store.objects.blobs(), ...store.uploads.blobs()]);
  store.blobs.sweep((blob) => named.has(blob));
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
      database.close();
    },
    idle: () => store.outbox.idle(),
  };
}
