import type { EnginePorts } from '../engine-ports.ts';
import { CommittedDocument } from '../storage/committed-document.ts';

/** `drafts/<object>/<worker>.json` */
interface Draft {
  writerId: string;
  draft: Record<string, unknown>;
  /** Lease of the worker's answer that the draft would change; missing = they had not answered yet. */
  after?: string;
}

type Ports = Pick<EnginePorts, 'storage' | 'exclusive' | 'randomHex'>;

/** What workers have drawn and not yet submitted, in one job. */
export class Drafts {
  #ports: Ports;
  #prefix: string;
  /** Keys that exist, so that the only writer of the state need not look for a draft with each task. */
  #known = new Set<string>();
  #listed: Promise<void> | undefined;

  constructor(ports: Ports, prefix: string) {
    this.#ports = ports;
    this.#prefix = prefix;
  }

  /** @param after lease of the worker's newest answer to the object */
  async save(
    objectId: string,
    workerId: string,
    draft: Record<string, unknown>,
    after: string | undefined,
  ): Promise<void> {
    const document = this.#document(objectId, workerId);
    this.#known.add(document.key);
    const own = { draft, ...(after !== undefined && { after }) };
    const first: Draft = { writerId: this.#ports.randomHex(8), ...own };
    if (await this.#ports.storage.create(document.key, JSON.stringify(first))) return;
    await document.change(({ writerId }) => ({ next: { writerId, ...own }, result: undefined }));
  }

  /**
   * The worker's draft; one that an answer has overtaken is none any more.
   * @param after lease of the worker's newest answer to the object
   */
  async find(objectId: string, workerId: string, after: string | undefined) {
    const document = this.#document(objectId, workerId);
    const stored = (await this.#mayExist(document.key)) ? await document.find() : undefined;
    return stored && stored.after === after ? stored.draft : undefined;
  }

  #document(objectId: string, workerId: string): CommittedDocument<Draft> {
    const newWriterId = () => this.#ports.randomHex(8);
    return new CommittedDocument(this.#ports.storage, `${this.#prefix}${objectId}/${workerId}.json`, {
      newWriterId,
      exclusive: false,
    });
  }

  /** False only when there is certainly none. */
  async #mayExist(key: string): Promise<boolean> {
    if (!this.#ports.exclusive || this.#known.has(key)) return true;
    this.#listed ??= this.#list();
    try {
      await this.#listed;
    } catch (error) {
      this.#listed = undefined;
      throw error;
    }
    return this.#known.has(key);
  }

  async #list(): Promise<void> {
    for await (const key of this.#ports.storage.list(this.#prefix)) this.#known.add(key);
  }
}
