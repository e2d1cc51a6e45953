import { partitionOf } from '../../shared/domain/project/partition.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { type CommitOptions, CommittedDocument } from '../storage/committed-document.ts';

/**
 * `workteams/<name, lower case>.json`; AWS spelling inside. Deleted ones stay as tombstones: the storage deletes
 * nothing.
 */
export interface StoredWorkteam {
  version: 1;
  writerId: string;
  deleted: boolean;
  createdAt: number;
  modifiedAt: number;
  request: {
    WorkteamName: string;
    WorkforceName?: string | undefined;
    Description: string;
    MemberDefinitions: unknown[];
    NotificationConfiguration?: Record<string, unknown> | undefined;
    WorkerAccessConfiguration?: Record<string, unknown> | undefined;
  };
}

/** `workforces/<name, lower case>.json`. */
export interface StoredWorkforce {
  version: 1;
  writerId: string;
  deleted: boolean;
  createdAt: number;
  modifiedAt: number;
  request: { WorkforceName: string } & Record<string, unknown>;
}

type Tombstoned = StoredWorkteam | StoredWorkforce;

/** Named documents that can be created, changed and deleted, on a storage that cannot delete. */
class NamedDocuments<Document extends Tombstoned> {
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

/** Work teams and the workforce behind them. */
export class WorkteamStore {
  readonly teams: NamedDocuments<StoredWorkteam>;
  readonly workforces: NamedDocuments<StoredWorkforce>;
  #account: EnginePorts['account'];

  constructor(ports: EnginePorts, commit: CommitOptions) {
    this.teams = new NamedDocuments(ports, commit, 'workteams/');
    this.workforces = new NamedDocuments(ports, commit, 'workforces/');
    this.#account = ports.account;
  }

  arnOf(name: string): string {
    return `${this.#arnPrefix}:workteam/private-crowd/${name}`;
  }

  workforceArnOf(name: string): string {
    return `${this.#arnPrefix}:workforce/${name}`;
  }

  get #arnPrefix(): string {
    const { region, accountId } = this.#account;
    return `arn:${partitionOf(region).name}:sagemaker:${region}:${accountId}`;
  }

  /** The private team of an ARN; undefined for another account's, public, vendor or unknown ones. */
  async findByArn(arn: string): Promise<StoredWorkteam | undefined> {
    const name = arn.split('/').at(-1)!;
    return arn === this.arnOf(name) ? this.teams.find(name) : undefined;
  }
}
