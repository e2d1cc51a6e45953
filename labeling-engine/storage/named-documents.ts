import type { EnginePorts } from '../engine-ports.ts';
import { type CommitOptions, CommittedDocument } from './committed-document.ts';

/** What is deleted stays as a tombstone. */
interface Tombstoned {
  version: 1;
  writerId: string;
  deleted: boolean;
}

/** Named documents that can be created, changed and deleted, on a storage that cannot delete. */
export class NamedDocuments<Document extends Tombstoned> {
  #ports: EnginePorts;
  #commit: CommitOptions;
  #prefix: string;
  #documents = new Map<string, CommittedDocument<Document>>();

  constructor(ports: EnginePorts, commit: CommitOptions, prefix: string) {
    this.#ports = ports;
    this.#commit = commit;
    this.#prefix = prefix;
  }

  /** Returns false when one of that name exists. */
  async create(name: string, document: Document): Promise<boolean> {
    if (await this.#ports.storage.create(this.#key(name), JSON.stringify(document))) return true;
    return this.#document(name).change((present) =>
      present.deleted ? { next: document, result: true } : { next: present, result: false },
    );
  }

  async find(name: string): Promise<Document | undefined> {
    const document = await this.#document(name).find();
    return document?.deleted ? undefined : document;
  }

  /** Changes one that exists; undefined when there is none. */
  async change(name: string, change: (present: Document) => Document): Promise<Document | undefined> {
    if (!(await this.find(name))) return undefined;
    return this.#document(name).change<Document | undefined>((present) => {
      if (present.deleted) return { next: present, result: undefined };
      const next = change(present);
      return { next, result: next };
    });
  }

  async list(): Promise<Document[]> {
    const found: Document[] = [];
    for await (const key of this.#ports.storage.list(this.#prefix)) {
      const document = await this.find(key.slice(this.#prefix.length, -'.json'.length));
      if (document) found.push(document);
    }
    return found;
  }

  #key(name: string): string {
    return `${this.#prefix}${name.toLowerCase()}.json`;
  }

  #document(name: string): CommittedDocument<Document> {
    const known = this.#documents.get(name.toLowerCase());
    if (known) return known;
    const document = new CommittedDocument<Document>(this.#ports.storage, this.#key(name), this.#commit);
    this.#documents.set(name.toLowerCase(), document);
    return document;
  }
}
