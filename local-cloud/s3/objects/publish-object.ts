import type { RestCall } from '../../wire/api-action.ts';
import type { S3Context } from '../action.ts';
import type { CreatedBy } from '../event-record.ts';
import type { S3Store } from '../s3-store.ts';
import type { Content } from './blob-store.ts';
import type { StoredObject } from './stored-object.ts';

/**
 * Makes an object visible: its bytes are on disk already; row and event are one transaction.
 * @param check looks at the object that would be replaced, inside that transaction; what it throws stores nothing
 */
export async function publishObject(
  { store, clock }: S3Context,
  { caller, requestId }: RestCall,
  bucket: string,
  object: StoredObject,
  createdBy: CreatedBy,
  check: (present: StoredObject | undefined) => void,
): Promise<void> {
  await orDiscard(store, object.content, () =>
    store.commits.run(() => {
      store.buckets.require(bucket);
      check(store.objects.find(bucket, object.key));
      const displaced = store.objects.put(bucket, object);
      store.outbox.add({
        createdBy,
        bucket,
        key: object.key,
        size: object.content.size,
        etag: object.etag,
        principal: caller.principal,
        requestId,
        at: clock.now(),
      });
      return displaced;
    }),
  ).then((displaced) => store.blobs.discard(displaced));
}

/** Removes freshly written bytes when what should name them fails. */
export async function orDiscard<Result>(
  store: S3Store,
  content: Content,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    store.blobs.discard(content.segments);
    throw error;
  }
}
