import { ContendedError, ObjectMissingError } from '../../shared/errors.ts';
import type { Storage } from './storage.ts';

interface Waiting<Document> {
  /** Runs the change on the newest document; what it returns becomes the next one. */
  apply(present: Document): Document;
  settle(): void;
  fail(error: unknown): void;
}

export interface CommitOptions {
  newWriterId(): string;
  /** Nobody else writes: what is in memory is what is stored, so reading costs nothing. */
  exclusive: boolean;
}

const LOST_RACES = 12;

/**
 * A JSON document in storage, changed by compare-and-set. Changes that arrive while a write is under way share the next
 * one (group commit); each is acknowledged only when it is durable.
 */
export class CommittedDocument<Document extends { writerId: string }> {
  readonly key: string;
  #storage: Storage;
  #options: CommitOptions;
  #known: { document: Document; etag: string } | undefined;
  #waiting: Array<Waiting<Document>> = [];
  #committing = false;

  constructor(storage: Storage, key: string, options: CommitOptions) {
    this.#storage = storage;
    this.key = key;
    this.#options = options;
  }

  /** The durable document; undefined when there is none. */
  async find(): Promise<Document | undefined> {
    if (this.#known && this.#options.exclusive) return this.#known.document;
    return (await this.#load())?.document;
  }

  /** @throws ObjectMissingError */
  async read(): Promise<Document> {
    const document = await this.find();
    if (!document) throw new ObjectMissingError(`labeling engine: there is no ${this.key}`);
    return document;
  }

  /**
   * Changes the document and waits until that is durable.
   * @param change pure; may run again on a newer document after a lost race. Returning the same document writes
   *   nothing.
   * @throws ObjectMissingError when there is no document, ContendedError after 12 lost races, the storage's own errors;
   *   after a storage error the change may or may not have become durable
   */
  change<Result>(change: (present: Document) => { next: Document; result: Result }): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      let result: Result;
      this.#waiting.push({
        apply(present) {
          const changed = change(present);
          result = changed.result;
          return changed.next;
        },
        settle: () => resolve(result),
        fail: reject,
      });
      if (!this.#committing) void this.#commitAll();
    });
  }

  async #commitAll(): Promise<void> {
    this.#committing = true;
    // The changes of one turn of the event loop belong together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      try {
        await this.#commit(group);
        for (const waiting of group) waiting.settle();
      } catch (error) {
        this.#known = undefined;
        for (const waiting of group) waiting.fail(error);
      }
    }
    this.#committing = false;
  }

  async #commit(group: Array<Waiting<Document>>): Promise<void> {
    for (let race = 0; race < LOST_RACES; race++) {
      const present = this.#known && this.#options.exclusive ? this.#known : await this.#load();
      if (!present) throw new ObjectMissingError(`labeling engine: there is no ${this.key}`);
      const changed = group.reduce((document, waiting) => waiting.apply(document), present.document);
      if (changed === present.document) return;
      const next = { ...changed, writerId: this.#options.newWriterId() };
      const etag = await this.#storage.replaceIf(this.key, JSON.stringify(next), present.etag);
      if (etag !== undefined) {
        this.#known = { document: next, etag };
        return;
      }
      const stored = await this.#load();
      // A write whose answer was lost is refused when the client sends it again, though it is ours.
      if (stored?.document.writerId === next.writerId) return;
    }
    throw new ContendedError(`labeling engine: ${this.key} is changed by others faster than this call can change it`);
  }

  async #load(): Promise<{ document: Document; etag: string } | undefined> {
    const stored = await this.#storage.get(this.key);
    this.#known = stored && { document: JSON.parse(stored.text) as Document, etag: stored.etag };
    return this.#known;
  }
}
