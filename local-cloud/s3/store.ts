import type { BlobStore } from './blob-store.ts';
import type { BucketIndex } from './bucket-index.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { ObjectIndex } from './object-index.ts';
import type { Outbox } from './outbox.ts';
import type { UploadIndex } from './upload-index.ts';

/** Where buckets, objects, uploads, bytes and events are kept. */
export interface Store {
  buckets: BucketIndex;
  objects: ObjectIndex;
  uploads: UploadIndex;
  blobs: BlobStore;
  outbox: Outbox;
  commits: CommitQueue;
}
