import type { BucketIndex } from './catalog/bucket-index.ts';
import type { CommitQueue } from './catalog/commit-queue.ts';
import type { ObjectIndex } from './catalog/object-index.ts';
import type { Outbox } from './catalog/outbox.ts';
import type { UploadIndex } from './catalog/upload-index.ts';
import type { BlobStore } from './objects/blob-store.ts';

/** Where buckets, objects, uploads, bytes and events are kept. */
export interface S3Store {
  buckets: BucketIndex;
  objects: ObjectIndex;
  uploads: UploadIndex;
  blobs: BlobStore;
  outbox: Outbox;
  commits: CommitQueue;
}
